-- KEYS: the entry, then its tags. ARGV: 32 random hex digits, of which missing versions are made.
-- Answers the entry's text or null, 1 where a lease lives, the age of the youngest version in milliseconds,
-- the clock, 1 where the record of a tag could not be read, then the versions.
local found = redis.call('MGET', unpack(KEYS))
local is_leased, youngest, is_corrupted = 0, 0, 0
local versions = {}
for at = 2, #KEYS do
  local record = parse_record(found[at])
  if found[at] and not record then is_corrupted = 1 end
  if is_missing(record) then
    record = renew_record(record, ARGV[1])
    keep_record(KEYS[at], record, TAG_LIFE)
  end
  if #record.leases > 0 then is_leased = 1 end
  youngest = math.max(youngest, record.made_at)
  versions[#versions + 1] = record.version
end
return { found[1], is_leased, math.max(0, NOW - youngest), NOW, is_corrupted, unpack(versions) }
