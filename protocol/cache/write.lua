-- KEYS: the entry, then its tags. ARGV: the entry's text, how many milliseconds it is kept, then the version
-- of each tag that it was filled under. Answers 1 where every tag still has that version and no lease, else 0.
local found = redis.call('MGET', unpack(KEYS))
for at = 2, #KEYS do
  local record = parse_record(found[at])
  if is_missing(record) or record.version ~= ARGV[at + 1] or #record.leases > 0 then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
-- Tags outlive the entries that name them.
local life = tonumber(ARGV[2]) + TAG_SLACK
for at = 2, #KEYS do
  if redis.call('PTTL', KEYS[at]) < life then
    redis.call('PEXPIRE', KEYS[at], string.format('%.0f', life))
  end
end
return 1
