# Made from protocol/cache/*.lua by `node scripts/generate-constants.ts`. Do not edit.

from __future__ import annotations

from typing import Final

_TAG_RECORD: Final = r"""local replication = redis.call('INFO', 'replication')
local role, replid = string.match(replication, 'role:(%a+).-\nmaster_replid:(%x+)')
if role ~= 'master' then return redis.error_reply('MIZAN only a master answers for the cache') end
if string.find(replication, '\nmin_slaves_good_slaves:0\r', 1, true) then
  return redis.error_reply('MIZAN this master has lost its replicas')
end
local EPOCH = string.sub(replid, 1, 16)
local clock = redis.call('TIME')
local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)
local TAG_LIFE = 3600000
local TAG_SLACK = 60000
local function print_record(record)
  local text = record.version .. ' ' .. string.format('%.0f', record.made_at)
  for at, lease in ipairs(record.leases) do
    text = text .. (at == 1 and ' ' or ',') .. lease.id .. '=' .. string.format('%.0f', lease.expiry)
  end
  return text
end
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
local function is_missing(record)
  if not record or string.sub(record.version, 1, 17) ~= EPOCH .. '.' then return true end
  for _, lease in ipairs(record.leases) do
    if lease.expiry <= NOW then return true end
  end
  return false
end
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
local function keep_always(key, record, life)
  local left = redis.call('PTTL', key)
  redis.call('DEL', key)
  redis.call('SET', key, print_record(record), 'PX', string.format('%.0f', math.max(left, life)))
end
"""

READ_SCRIPT: Final = (
    _TAG_RECORD
    + r"""local found = redis.call('MGET', unpack(KEYS))
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
"""
)
READ_SHA: Final = "539cf1e52217ccab36a20cd4d9f09a37abecb469"

WRITE_SCRIPT: Final = (
    _TAG_RECORD
    + r"""local found = redis.call('MGET', unpack(KEYS))
for at = 2, #KEYS do
  local record = parse_record(found[at])
  if is_missing(record) or record.version ~= ARGV[at + 1] or #record.leases > 0 then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local life = tonumber(ARGV[2]) + TAG_SLACK
for at = 2, #KEYS do
  if redis.call('PTTL', KEYS[at]) < life then
    redis.call('PEXPIRE', KEYS[at], string.format('%.0f', life))
  end
end
return 1
"""
)
WRITE_SHA: Final = "a11a4d1abd88beb2f3634aed4ea48bde58c0a3fe"

PURGE_SCRIPT: Final = (
    _TAG_RECORD
    + r"""for at = 1, #KEYS do
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
"""
)
PURGE_SHA: Final = "05b9ebb9381d9e3812f96d8aed29f2339edcc830"

LEASE_SCRIPT: Final = (
    _TAG_RECORD
    + r"""local life = tonumber(ARGV[2])
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
"""
)
LEASE_SHA: Final = "a138fe3bf652af2fe68e26071a014f56a6d742d2"

RELEASE_SCRIPT: Final = (
    _TAG_RECORD
    + r"""for at = 1, #KEYS do
  local record = parse_record(redis.call('GET', KEYS[at]))
  if record and end_lease(record, ARGV[1]) then keep_always(KEYS[at], record, TAG_LIFE) end
end
return 1
"""
)
RELEASE_SHA: Final = "96c9d6af905991e572b61172f385c8a5fc4d0ccd"
