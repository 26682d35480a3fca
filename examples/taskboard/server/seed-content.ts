/** What the demo's people work on: plain data for `seed.ts`. */

/** Name, handle, title, hue, staff, storage in bytes. */
export const PEOPLE = [
  ['Ada Marlowe', 'ada', 'Head of product', 258, true, 48_318_382_080n],
  ['Bruno Keller', 'bruno', 'Backend engineer', 204, false, 12_884_901_888n],
  ['Chidi Okafor', 'chidi', 'Data engineer', 150, false, 9_007_199_254_740_993n],
  ['Dana Whitfield', 'dana', 'Frontend engineer', 345, false, 7_516_192_768n],
  ['Elena Rossi', 'elena', 'Product designer', 10, false, 31_138_512_896n],
  ['Farid Haddad', 'farid', 'Mobile engineer', 300, false, 5_368_709_120n],
  ['Grace Lindqvist', 'grace', 'Quality lead', 176, false, 3_221_225_472n],
  ['Hiro Tanaka', 'hiro', 'Infrastructure', 75, true, 96_636_764_160n],
] as const

/** Key, name, summary, hue, lead. */
export const PROJECTS = [
  [
    'MOB',
    'Mobile app',
    'Version 4 of the iOS and Android apps: faster start, offline boards, a calmer inbox.',
    258,
    6,
  ],
  ['PAY', 'Payments', 'Checkout, invoices and everything the auditors ask about.', 160, 2],
  ['WEB', 'Website', 'The public site: a new front page, customer stories and the help centre.', 24, 5],
] as const

interface BoardContent {
  readonly project: number
  readonly name: string
  readonly titles: readonly string[]
}

export const BOARDS: readonly BoardContent[] = [
  {
    project: 1,
    name: 'Release 4.0',
    titles: [
      'Cut cold start below one second',
      'Keep drafts when the app is killed',
      'Offline queue loses the order of edits',
      'Haptics for swipe actions',
      'Dark mode for the onboarding screens',
      'Share sheet extension for links and photos',
      'Biometric unlock after ten minutes away',
      'Replace the tab bar with a bottom sheet on tablets',
      'Localise dates in the activity feed',
      'Push notifications arrive twice on Android 16',
      'Draw attachments at the size of the screen',
      'Accessibility pass on the board view',
      'Remember scroll position between boards',
      'Home screen widget: my work today',
      'Crash when a comment has only an emoji',
      'Deep links open the task behind the login',
      'Record the release video',
      'Store listing: new screenshots in nine languages',
      'Measure battery use of background refresh',
      'Undo for archived tasks',
      'Voice-over reads the avatar initials',
      'Pin boards to the top of the sidebar',
      'Migrate the image cache to the new store',
      'Beta feedback form in the settings',
      'Reduce the download to under 40 MB',
      'Right-to-left layout for the composer',
    ],
  },
  {
    project: 1,
    name: 'Bugs',
    titles: [
      'Keyboard covers the comment field',
      'Badge count stays after everything is read',
      'Avatar flickers when a list scrolls fast',
      'Search forgets the filter after a rotation',
      'Long project names overlap the menu',
      'Due dates shift by a day in Auckland',
      'Sign-out leaves the last board in memory',
      'Paste from the clipboard drops line breaks',
      'Swipe to archive fires on slow scrolls',
      'Photo picker opens behind the sheet',
    ],
  },
  {
    project: 2,
    name: 'Checkout',
    titles: [
      'Move the card form into the page',
      'Show taxes before the last step',
      'Retry a declined card without starting over',
      'Wallet buttons on the first screen',
      'Invoice by mail for teams above 50 seats',
      'Save the address for the next order',
      'Currency follows the billing country',
      'Round half a cent the way the tax office does',
      'Explain what a seat is next to its price',
      'Coupon field: fold it away',
      'Receipts as PDF/A',
      'Time out the 3-D Secure window',
      'Downgrade at the end of the period',
      'Prorate seats that join mid-month',
      'Test cards in the staging environment',
      'One-click renewal from the reminder mail',
    ],
  },
  {
    project: 2,
    name: 'Compliance',
    titles: [
      'Rotate the signing keys every quarter',
      'Write down who may refund',
      'Log exports with a reason',
      'Delete card fingerprints after 18 months',
      'Annual penetration test: pick a vendor',
      'Map the data flows for the audit',
      'Two people for every payout above 10,000',
      'Train support on chargebacks',
    ],
  },
  {
    project: 3,
    name: 'Launch',
    titles: [
      'New front page: headline and hero',
      'Customer story: Harbour Logistics',
      'Customer story: Fjell Outdoor',
      'Price table that fits on a phone',
      'Cookie banner without dark patterns',
      'Largest paint below 1.2 s on 4G',
      'Redirects for the old blog',
      'Compare page: tell it straight',
      'Press kit with logos and portraits',
      'Status page on its own domain',
      'Sign-up form asks for one thing',
      'Illustrations for the empty states',
      'Footer: fewer links',
    ],
  },
  {
    project: 3,
    name: 'Help centre',
    titles: [
      'Getting started in five minutes',
      'Import from a spreadsheet',
      'Keyboard shortcuts on one page',
      'How roles and guests work',
      'What happens to data after cancelling',
      'Search that forgives typos',
      'Screenshots that update themselves',
    ],
  },
]

export const DESCRIPTIONS = [
  'Three customers asked for this in the same week. The recordings are in the research folder; the short version is that people expect it to just work and do not look for a setting.',
  'We tried a quick fix last spring and took it out again. Start from the measurements this time and write down what we decide not to do.',
  'Small, but it is the first thing that new people see. Pair with design before the copy is final.',
  'Blocked the last release for a day. Add a test that fails first, then mend it.',
  'See the note from the planning session. If it turns out to be more than three days, split it and tell the channel.',
]

export const COMMENTS = [
  'I can reproduce it on a clean install. Attaching the trace.',
  'Happy to take this after the release branch is cut.',
  'Looks good to me. One question about the empty state, see the file.',
  'We should tell support before it goes out.',
  'The numbers from last week: down to 840 ms at the median.',
  'Can we keep the old behaviour behind a flag for a fortnight?',
  'Reviewed. Two small things, nothing that blocks.',
  'This is ready for a second pair of eyes.',
  'I paired with the data team, the cause is a missing index.',
  'Moved the follow-up into its own task so that this one can close.',
  'Copy is final now, thanks for waiting.',
  'Tested on five devices, all fine except the smallest one.',
  'Let us ship it on Tuesday, not on a Friday.',
  'Legal has signed off.',
]
