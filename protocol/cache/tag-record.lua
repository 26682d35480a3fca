-- What every script of the origin cache begins with (CACHE-10, CACHE-11, CACHE-16, CACHE-24): the store's
-- epoch, its clock, and the text of a tag: `VERSION MADE_AT_MS`, with leases
-- `VERSION MADE_AT_MS ID=EXPIRY,ID=EXPIRY`. Times are unix milliseconds of this server's clock.

-- A server makes master_replid anew whenever it starts as a master or becomes one. It is read here, in the
-- step itself, so that no step ever works under an epoch that is over.
local replication = redis.call('INFO', 'replication')
local role, replid = string.match(replication, 'role:(%a+).-\nmaster_replid:(%x+)')
if role ~= 'master' then return redis.error_reply('MIZAN only a master answers for the cache') end
-- With min-replicas-to-write, a master that was cut off from its replicas stops answering: purges may be
-- going to its successor.
if string.find(replication, '\nmin_slaves_good_slaves:0\r', 1, true) then
  return redis.error_reply('MIZAN this master has lost its replicas')
end
local EPOCH = string.sub(replid, 1, 16)

local clock = redis.call('TIME')
local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- Milliseconds. A tag that nobody uses goes after an hour; its version is then missing, which costs misses.
local TAG_LIFE = 3600000
local TAG_SLACK = 60000

local function print_record(record)
  local text = record.version .. ' ' .. string.format('%.0f', record.made_at)
  for at, lease in ipairs(record.leases) do
    text = text .. (at == 1 and ' ' or ',') .. lease.id .. '=' .. string.format('%.0f', lease.expiry)
  end
  return text
end

-- Nil where there is no record that can be read.
local function parse_record(text)
  local version, made_at, leases = string.match(text or '', '^(%x+%.%x+) (%d+)(.*)$')
  if not version or #version ~= 49 or string.sub(version, 17, 17) ~= '.' then return nil end
  local record = { version = version, made_at = tonumber(made_at), leases = {} }
  for id, expiry in string.gmatch(leases, '(%x+)=(%d+)') do
    if #id ~= 32 then return nil end
    record.leases[#record.leases + 1] = { id = id, expiry = tonumber(expiry) }
  end
  if leases ~= '' and print_record(record) ~= text then return nil end
  return record
end

-- Another epoch and a lapsed lease make a version missing.
local function is_missing(record)
  if not record or string.sub(record.version, 1, 17) ~= EPOCH .. '.' then return true end
  for _, lease in ipairs(record.leases) do
    if lease.expiry <= NOW then return true end
  end
  return false
end

-- A record with a version made now, and of the leases of the old one those that live.
local function renew_record(record, random)
  local made = { version = EPOCH .. '.' .. random, made_at = NOW, leases = {} }
  for _, lease in ipairs(record and record.leases or {}) do
    if lease.expiry > NOW then made.leases[#made.leases + 1] = lease end
  end
  return made
end

local function end_lease(record, id)
  for at, lease in ipairs(record.leases) do
    if lease.id == id then return table.remove(record.leases, at) end
  end
end

local function keep_record(key, record, life)
  local left = redis.call('PTTL', key)
  redis.call('SET', key, print_record(record), 'PX', string.format('%.0f', math.max(left, life)))
end

-- For purges and leases, which a full memory must not refuse: after a first write, which takes none, a
-- script runs to its end.
local function keep_always(key, record, life)
  local left = redis.call('PTTL', key)
  redis.call('DEL', key)
  redis.call('SET', key, print_record(record), 'PX', string.format('%.0f', math.max(left, life)))
end
