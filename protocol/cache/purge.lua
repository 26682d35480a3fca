-- KEYS: tags that get a new version, then tags on which only the lease ends. ARGV: 32 random hex digits, the
-- lease that ends ('' where there is none), how many tags get a version. A tag without a record needs none.
for at = 1, #KEYS do
  local text = redis.call('GET', KEYS[at])
  local record = parse_record(text)
  if record then
    local is_purged = at <= tonumber(ARGV[3])
    if is_purged then record = renew_record(record, ARGV[1]) end
    if end_lease(record, ARGV[2]) or is_purged then keep_always(KEYS[at], record, TAG_LIFE) end
  elseif text then
    redis.call('DEL', KEYS[at])
  end
end
return 1
