-- Records one infraction or sanction of one member: the only write that must
-- be atomic.  One key, and one HSET that carries the whole new state with the
-- id of the request: a script is not all-or-nothing when a command in it
-- fails, so nothing is written before that HSET.  Only the key's time to live
-- comes after it, and is set again when the same id comes again.
--
-- KEYS[1]  P{m}:st
-- ARGV     1 now (ms)           2 half-life (ms, 0: no decay)
--          3 retention (ms)     4 request id
--          5 what: "infraction", "sanction", "restore", "appeal", "privilege" or
--            "lift"
--          6 infraction, appeal: points (1/1000); sanction: its step; privilege
--            that is taken, or lifted: its number
--          7 sanction, privilege: how long it holds (ms, 0: without end);
--            appeal: when its points were given (ms)
--          8 ladder "points:step:time:section ..." (1/1000 points, ms), those
--            of a section ascending; section 14: of none
--          9 points a section, "section:points ..."
--         10 "points at step until under until" and, after a newline, privileges
--            as in g: what a new record begins with
--         11 fingerprint of the text and its place, hex, or ""
--         12 "spool:sequence" of the edge's file it waits in, or ""
--         13 privilege: why it is taken
--
-- Fields   v version            n writes so far; n % 16 is the ring's next slot
--          p points (1/1000)    t as of when (ms)
--          s u the ladder's step and its end (ms, 0: none)
--          m w the moderator's
--          r0 to r15, x0 to x15: the last request ids, and what came of each:
--          "raised:step:until:fingerprint:when:text", when being the time at
--          which that text was counted, text 1 where it was counted before
--          e0 to e63: the spools last replayed from, "spool:sequence:n"
--          0 to 13: points ever, a section
--          g the privileges taken, "number:until:reason\n" each; only where one
--          was.  A member with reasons of more than some 45 bytes has a hash
--          that is no listpack any more: there are few
--
-- repeated is 1 for what was counted before, by its id or its place in a
-- spool, and 2 for the same text to the same place within a minute: nothing is
-- added, but its id is known from then on, so that it stays a repetition
-- however late it is sent again.
--
-- Returns  { repeated, n, raised, step, until, points, s, u, m, w,
--            section 0, ... section 13, g }, step and until as they were
--          right after this request, the others as they are now.

local SECTIONS, RING, SPOOLS, DEACTIVATE, WARN = 14, 16, 64, 5, 1
local WINDOW = 60000
local MAX = 1099511627776

local key, id, what = KEYS[1], ARGV[4], ARGV[5]
local now, half, keep = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local st = {}
local flat = redis.call('HGETALL', key)

for i = 1, #flat, 2 do
    st[flat[i]] = flat[i + 1]
end

local function num(field)
    return tonumber(st[field] or 0) or 0
end

local function str(n)
    return string.format('%.0f', n)
end

local function holds(step, til)
    return step > 0 and (step == DEACTIVATE or til == 0 or now < til)
end

-- the later of two ends, 0 being none

local function later(a, b)
    if a == 0 or b == 0 then
        return 0
    end

    return math.max(a, b)
end

local n, p, t = num('n'), num('p'), num('t')
local s, u, m, w = num('s'), num('u'), num('m'), num('w')

-- the privileges of a text, those that have not ended

local function privileges(text)
    local all = {}

    for a, b, c in string.gmatch(text, '(%d+):(%d+):([^\n]*)\n') do
        if b == '0' or now < tonumber(b) then
            all[a] = { tonumber(b), c }
        end
    end

    return all
end

local taken = privileges(st.g or '')

local function grants()
    local lines = {}

    for a, x in pairs(taken) do
        lines[#lines + 1] = a .. ':' .. str(x[1]) .. ':' .. x[2] .. '\n'
    end

    table.sort(lines)

    return table.concat(lines)
end

-- how long the key must be kept: nil is for ever

local function lifetime()
    local ttl = keep

    for _, x in ipairs({ { s, u }, { m, w } }) do
        if x[1] > WARN and holds(x[1], x[2]) then
            if x[1] == DEACTIVATE or x[2] == 0 then
                return nil
            end

            ttl = math.max(ttl, x[2] - now)
        end
    end

    for _, x in pairs(taken) do
        if x[1] == 0 then
            return nil
        end

        ttl = math.max(ttl, x[1] - now)
    end

    if p > 0 then
        if half == 0 then
            return nil
        end

        ttl = math.max(ttl, half * (math.ceil(math.log(p) / math.log(2)) + 2))
    end

    return ttl
end

local function reply(repeated, raised, step, til)
    local ttl = lifetime()
    local out = { repeated, n, raised, step, til, p, s, u, m, w }

    if ttl then
        redis.call('PEXPIRE', key, str(ttl))
    else
        redis.call('PERSIST', key)
    end

    for i = 0, SECTIONS - 1 do
        out[#out + 1] = num(tostring(i))
    end

    out[#out + 1] = grants()

    return out
end

-- the gravest step in force, and its end

local function force()
    local step, til = 0, 0

    if holds(s, u) then
        step, til = s, u
    end

    if holds(m, w) and (m > step or (m == step and later(w, til) == w)) then
        step, til = m, w
    end

    return step, til
end

local print, first = ARGV[11]

for i = 0, RING - 1 do
    local raised, step, til, text, at, again = string.match(
        st['x' .. i] or '', '^(%d+):(%d+):(%d+):(%x*):(%d+):(%d)$')

    if st['r' .. i] == id then
        return reply(again == '1' and 2 or 1, tonumber(raised) or 0,
                     tonumber(step) or 0, tonumber(til) or 0)
    end

    if print ~= '' and text == print
       and math.abs(now - tonumber(at)) < WINDOW
    then
        first = at
    end
end

-- The spool's slot, a new one, or that longest not written.  What a spool holds
-- of one member comes in order: up to the sequence known, all was counted.

local spool, seq = string.match(ARGV[12], '^(%w+):(%d+)$')
local slot, oldest

for i = 0, spool and SPOOLS - 1 or -1 do
    local known = st['e' .. i]

    if not known then
        slot = i
        break
    end

    local a, b, c = string.match(known, '^(%w+):(%d+):(%d+)$')

    if a == spool then
        if tonumber(seq) <= tonumber(b) then
            return reply(1, 0, force())
        end

        slot = i
        break
    end

    c = tonumber(c) or -1

    if not oldest or c < oldest then
        slot, oldest = i, c
    end
end

-- what every write holds: its number, its request, its place in a spool

local function entry(raised, step, til, at, again)
    local ring = n % RING

    n = n + 1

    local new = {
        'v', '1', 'n', str(n), 'r' .. ring, id, 'x' .. ring,
        table.concat({ raised, step, str(til), print, str(at), again }, ':')
    }

    if spool then
        new[#new + 1] = 'e' .. slot
        new[#new + 1] = spool .. ':' .. seq .. ':' .. str(n)
    end

    return new
end

if first then
    local step, til = force()

    redis.call('HSET', key, unpack(entry(0, step, til, tonumber(first), 1)))

    return reply(2, 0, step, til)
end

if #flat == 0 and ARGV[10] ~= '' then
    local seed = {}

    for word in string.gmatch(string.match(ARGV[10], '^[^\n]*'), '%d+') do
        seed[#seed + 1] = tonumber(word)
    end

    p, t, s, u, m, w = unpack(seed)
    taken = privileges(string.match(ARGV[10], '\n(.*)$') or '')
end

-- the rung of a section, or of none, that points stand on, and its time

local function rung(points, section)
    local step, time = 0, 0

    for a, b, c, d in string.gmatch(ARGV[8], '(%d+):(%d+):(%d+):(%d+)') do
        if tonumber(d) == (section or SECTIONS) and points >= tonumber(a) then
            step, time = tonumber(b), tonumber(c)
        end
    end

    return step, time
end

-- clocks of edges differ: one that is behind takes no decay back

if half > 0 and now > t then
    p = math.floor(p * 2 ^ (-(now - t) / half) + 0.5)
end

t = math.max(now, t)

-- A warning has no end of its own: once the points have left its rung, the
-- next time they come back to it is a warning again.

if what == 'infraction' and rung(p) == 0 then
    s = s ~= WARN and s or 0
    m = m ~= WARN and m or 0
end

local before = force()

-- onto a rung: a graver step takes the place of the one that holds, the same
-- begins its time anew

local function climb(step, time)
    local til = time > 0 and now + time or 0

    if step > 0 and (not holds(s, u) or step > s) then
        s, u = step, til

    elseif step > 0 and step == s then
        u = later(u, til)
    end
end

if what == 'infraction' then
    p = math.min(p + tonumber(ARGV[6]), MAX)

    climb(rung(p))

    for a, b in string.gmatch(ARGV[9], '(%d+):(%d+)') do
        local count = math.min(num(a) + tonumber(b), 4294967295)

        st[a] = str(count)
        climb(rung(count * 1000, tonumber(a)))
    end

elseif what == 'appeal' then

    -- given back as what is left of it by now

    local age = half > 0 and math.max(now - tonumber(ARGV[7]), 0) / half or 0

    p = math.max(p - math.floor(tonumber(ARGV[6]) * 2 ^ -age + 0.5), 0)

    for a, b in string.gmatch(ARGV[9], '(%d+):(%d+)') do
        st[a] = str(math.max(num(a) - tonumber(b), 0))
    end

    -- A step that the rest does not carry is lifted.  The rest begins nothing
    -- anew: of what it carries only that without end holds on.

    local step, time = rung(p)

    for i = 0, SECTIONS - 1 do
        local b, c = rung(num(tostring(i)) * 1000, i)

        if b > step then
            step, time = b, c
        end
    end

    if s > step then
        s, u = time == 0 and step or 0, 0
    end

elseif what == 'sanction' then
    local step, time = tonumber(ARGV[6]), tonumber(ARGV[7])

    if step > WARN or not holds(m, w) then
        m, w = step, time > 0 and now + time or 0
    end

elseif what == 'privilege' then
    local time = tonumber(ARGV[7])

    taken[ARGV[6]] = { time > 0 and now + time or 0, ARGV[13] }

elseif what == 'lift' then
    taken[ARGV[6]] = nil

else
    p, s, u, m, w = 0, 0, 0, 0, 0
    taken = {}
end

local step, til = force()
local raised = step > before and 1 or 0
local new = entry(raised, step, til, now, 0)

for name, value in pairs({ p = p, t = t, s = s, u = u, m = m, w = w }) do
    new[#new + 1] = name
    new[#new + 1] = str(value)
end

for i = 0, SECTIONS - 1 do
    local count = st[tostring(i)]

    if count then
        new[#new + 1] = tostring(i)
        new[#new + 1] = count
    end
end

if st.g or next(taken) then
    new[#new + 1] = 'g'
    new[#new + 1] = grants()
end

redis.call('HSET', key, unpack(new))

return reply(0, raised, step, til)
