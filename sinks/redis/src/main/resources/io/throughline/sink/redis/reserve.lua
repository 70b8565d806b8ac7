-- KEYS: hash, leases for each account. ARGV: member, tokens, nanos, lease; for each account requests, tokens, per, budget, kind, window.
-- Returns 0 or the number of the account that refuses, which limit refuses, and five numbers an account.
local tokens, nanos, lease = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local accounts = {}
local full, limit = 0, 0
for i = 1, #KEYS / 2 do
  local at = 4 + (i - 1) * 6
  local a = {
    key = KEYS[i * 2 - 1], leases = KEYS[i * 2],
    requests = tonumber(ARGV[at + 1]), tokens = tonumber(ARGV[at + 2]), per = tonumber(ARGV[at + 3]),
    budget = tonumber(ARGV[at + 4]), kind = ARGV[at + 5], window = tonumber(ARGV[at + 6]), spent = 0, held = 0
  }
  a.request_units = level(a.key, 'r', a.requests, a.per)
  a.token_units = level(a.key, 't', a.tokens, a.per)
  if a.budget > 0 then
    a.window, a.spent, a.held = budget(a.key, a.leases, a.kind, a.window)
  end
  if full == 0 then
    if a.requests > 0 and a.request_units < a.per then
      full, limit = i, 0
    elseif a.tokens > 0 and a.token_units < math.min(math.max(1, tokens), a.tokens) * a.per then
      full, limit = i, 1
    elseif a.budget > 0 and a.budget - a.spent - a.held < math.max(1, nanos) then
      full, limit = i, 2
    end
  end
  accounts[i] = a
end
local result = {full, limit}
for _, a in ipairs(accounts) do
  if full == 0 then
    if a.requests > 0 then
      a.request_units = a.request_units - a.per
      put_level(a.key, 'r', a.requests, a.per, a.request_units)
    end
    if a.tokens > 0 then
      a.token_units = a.token_units - math.min(tokens, a.tokens) * a.per
      put_level(a.key, 't', a.tokens, a.per, a.token_units)
    end
    if a.budget > 0 then
      a.held = a.held + nanos
      redis.call('HSET', a.key, 'h' .. a.kind, text(a.held))
      redis.call('ZADD', a.leases, text(now + lease), ARGV[1])
    end
  end
  -- longer than any window: what is left then is of the past
  redis.call('PEXPIRE', a.key, 40 * 86400000)
  redis.call('PEXPIRE', a.leases, 40 * 86400000)
  for _, number in ipairs({a.request_units, a.token_units, a.window, a.spent, a.held}) do
    result[#result + 1] = number
  end
end
return result
