-- KEYS: leases of each account. ARGV: member, lease.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, leases in ipairs(KEYS) do
  redis.call('ZADD', leases, 'XX', string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
end
return {#KEYS}
