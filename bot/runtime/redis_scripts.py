"""What Redis does in one step, as Lua: nobody sees a conversation between two lines of these.

Who wants to hold a record joins the line of that record with a ticket, ``PROCESS:NUMBER``. The first of the line holds
it. A process whose sign of life has expired is dead; whoever comes after its tickets throws them out. Only the first of
the line may write: a process that was stopped and woke again finds its ticket gone.
"""

ENTER = """
-- KEYS: line, record, the process's sign of life. ARGV: ticket, 1 to join or 0 to look again, most in line,
-- milliseconds of the sign of life, milliseconds of the line, what the keys of signs of life begin with.
-- Returns {place, content}: place 0 holds the record; -1: not in line any more; -2: the line is full.
local line, ticket = KEYS[1], ARGV[1]
redis.call('SET', KEYS[3], '', 'PX', ARGV[4])
local function dead(other)
  return redis.call('EXISTS', ARGV[6] .. string.match(other, '^[^:]+')) == 0
end
local first = redis.call('LINDEX', line, 0)
while first and first ~= ticket and dead(first) do
  redis.call('LPOP', line)
  first = redis.call('LINDEX', line, 0)
end
local place = redis.call('LPOS', line, ticket)
if not place then
  if ARGV[2] == '0' then return {-1, false} end
  place = redis.call('LLEN', line)
  if place >= tonumber(ARGV[3]) then return {-2, false} end
  redis.call('RPUSH', line, ticket)
end
redis.call('PEXPIRE', line, ARGV[5])
return {place, place == 0 and redis.call('GET', KEYS[2])}
"""

PUT = """
-- KEYS: line, record. ARGV: ticket, content, milliseconds. Returns 1; 0 where the ticket does not hold the record.
-- The ticket leaves the line. Where there is no room, SET ends the script and the ticket stays.
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('LPOP', KEYS[1])
return 1
"""
