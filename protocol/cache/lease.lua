-- KEYS: tags. ARGV: the lease, how many milliseconds it lives, 32 random hex digits, of which the version of
-- a tag that has none of this epoch is made. Leases of others stay, the lapsed too: the next read sees them.
local life = tonumber(ARGV[2])
for at = 1, #KEYS do
  local record = parse_record(redis.call('GET', KEYS[at]))
  if not record or string.sub(record.version, 1, 17) ~= EPOCH .. '.' then
    record = renew_record(record, ARGV[3])
  end
  local is_held = false
  for _, lease in ipairs(record.leases) do
    if lease.id == ARGV[1] then lease.expiry, is_held = NOW + life, true end
  end
  if not is_held then record.leases[#record.leases + 1] = { id = ARGV[1], expiry = NOW + life } end
  keep_always(KEYS[at], record, math.max(TAG_LIFE, life + TAG_SLACK))
end
return 1
