-- KEYS: tags. ARGV: the lease that ends. Versions stay: nothing was changed.
for at = 1, #KEYS do
  local record = parse_record(redis.call('GET', KEYS[at]))
  if record and end_lease(record, ARGV[1]) then keep_always(KEYS[at], record, TAG_LIFE) end
end
return 1
