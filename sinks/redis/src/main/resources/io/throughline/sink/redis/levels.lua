-- Numbers of an account: a hash with the buckets and the budget, a sorted set with the leases on the budget.
-- A bucket's level is in units: a call or token is as many as the rate's time has milliseconds,
-- and each millisecond brings as many as the limit is. All numbers are whole and below 2^53.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function text(number)
  return string.format('%.0f', number)
end

local function level(key, name, limit, per)
  if limit == 0 then return 0 end
  local stored = redis.call('HMGET', key, name .. per, name .. per .. 't')
  if not stored[1] then return limit * per end
  local elapsed = math.min(math.max(now - tonumber(stored[2]), 0), 2 * per)
  return math.min(limit * per, tonumber(stored[1]) + elapsed * limit)
end

local function put_level(key, name, limit, per, units)
  if limit == 0 then return end
  local whole = limit * per
  redis.call('HSET', key, name .. per, text(math.max(-whole, math.min(whole, units))), name .. per .. 't', text(now))
end

-- Goes on to the window, and lets go of leases that have ended. Returns the window, what was spent and what is held.
local function budget(key, leases, kind, window)
  local stored = redis.call('HMGET', key, 'w' .. kind, 's' .. kind, 'h' .. kind)
  if not stored[1] or tonumber(stored[1]) < window then
    redis.call('DEL', leases)
    redis.call('HSET', key, 'w' .. kind, text(window), 's' .. kind, '0', 'h' .. kind, '0')
    return window, 0, 0
  end
  local held = tonumber(stored[3])
  local ended = redis.call('ZRANGEBYSCORE', leases, '-inf', text(now), 'LIMIT', 0, 1000)
  if #ended > 0 then
    for _, member in ipairs(ended) do
      held = held - tonumber(string.match(member, ':(%d+)$'))
    end
    redis.call('ZREM', leases, unpack(ended))
    redis.call('HSET', key, 'h' .. kind, text(held))
  end
  return tonumber(stored[1]), tonumber(stored[2]), held
end
