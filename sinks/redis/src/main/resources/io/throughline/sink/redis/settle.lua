-- KEYS as for reserve. ARGV: member, tokens and nanos reserved, tokens and nanos taken, calls to give back; for each account as for reserve.
local reserved_tokens, reserved_nanos = tonumber(ARGV[2]), tonumber(ARGV[3])
local tokens, nanos, calls = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
for i = 1, #KEYS / 2 do
  local at = 6 + (i - 1) * 6
  local key, leases = KEYS[i * 2 - 1], KEYS[i * 2]
  local requests, most, per = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local limit, kind, window = tonumber(ARGV[at + 4]), ARGV[at + 5], tonumber(ARGV[at + 6])
  if requests > 0 and calls > 0 then
    put_level(key, 'r', requests, per, level(key, 'r', requests, per) + calls * per)
  end
  if most > 0 then
    local difference = math.min(reserved_tokens, most) - math.min(tokens, 2 * most)
    put_level(key, 't', most, per, level(key, 't', most, per) + difference * per)
  end
  if limit > 0 then
    local begin, spent, held = budget(key, leases, kind, window)
    if redis.call('ZREM', leases, ARGV[1]) == 1 then
      held = held - reserved_nanos
    end
    if begin == window then
      spent = spent + nanos
    end
    redis.call('HSET', key, 's' .. kind, text(spent), 'h' .. kind, text(held))
  end
  redis.call('PEXPIRE', key, 40 * 86400000)
end
return {0}
