/*
 * The Lua scripts of src/store/scripts.  Made by util/embed-lua.pl, not to be
 * edited: `make scripts`.
 */

#ifndef _COC_SCRIPTS_H_INCLUDED_
#define _COC_SCRIPTS_H_INCLUDED_


#define COC_SCRIPT_RECORD_SHA  \
    "6d21b27e566a1cd166e2b06c0b043df702baee82"

#define COC_SCRIPT_RECORD  \
    "-- Records one infraction or sanction of one member: the onl"  \
    "y write that must\n"  \
    "-- be atomic.  One key, and one HSET that carries the whole "  \
    "new state with the\n"  \
    "-- id of the request: a script is not all-or-nothing when a "  \
    "command in it\n"  \
    "-- fails, so nothing is written before that HSET.  Only the "  \
    "key's time to live\n"  \
    "-- comes after it, and is set again when the same id comes a"  \
    "gain.\n"  \
    "--\n"  \
    "-- KEYS[1]  P{m}:st\n"  \
    "-- ARGV     1 now (ms)           2 half-life (ms, 0: no deca"  \
    "y)\n"  \
    "--          3 retention (ms)     4 request id\n"  \
    "--          5 what: \"infraction\", \"sanction\" or \"restore\"\n"  \
    "--          6 infraction: points (1/1000); sanction: its ste"  \
    "p\n"  \
    "--          7 sanction: how long it holds (ms, 0: without en"  \
    "d)\n"  \
    "--          8 ladder \"points:step:time ...\" (1/1000 points, "  \
    "ms), ascending\n"  \
    "--          9 points a section, \"section:points ...\"\n"  \
    "--         10 \"points at step until under until\": what a new"  \
    " record begins with\n"  \
    "--\n"  \
    "-- Fields   v version            n writes so far; n % 16 is "  \
    "the ring's next slot\n"  \
    "--          p points (1/1000)    t as of when (ms)\n"  \
    "--          s u the ladder's step and its end (ms, 0: none)\n"  \
    "--          m w the moderator's\n"  \
    "--          r0 to r15, x0 to x15: the last request ids, and "  \
    "what came of each:\n"  \
    "--          \"raised:step:until\"\n"  \
    "--          0 to 13: points ever, a section\n"  \
    "--\n"  \
    "-- Returns  { repeated, n, raised, step, until, points, s, u"  \
    ", m, w,\n"  \
    "--            section 0, ... section 13 }, step and until as"  \
    " they were right\n"  \
    "--          after this request, the others as they are now.\n"  \
    "\n"  \
    "local SECTIONS, RING, DEACTIVATE, WARN = 14, 16, 5, 1\n"  \
    "local MAX = 1099511627776\n"  \
    "\n"  \
    "local key, id, what = KEYS[1], ARGV[4], ARGV[5]\n"  \
    "local now, half, keep = tonumber(ARGV[1]), tonumber(ARGV[2])"  \
    ", tonumber(ARGV[3])\n"  \
    "\n"  \
    "local st = {}\n"  \
    "local flat = redis.call('HGETALL', key)\n"  \
    "\n"  \
    "for i = 1, #flat, 2 do\n"  \
    "    st[flat[i]] = flat[i + 1]\n"  \
    "end\n"  \
    "\n"  \
    "local function num(field)\n"  \
    "    return tonumber(st[field] or 0) or 0\n"  \
    "end\n"  \
    "\n"  \
    "local function str(n)\n"  \
    "    return string.format('%.0f', n)\n"  \
    "end\n"  \
    "\n"  \
    "local function holds(step, til)\n"  \
    "    return step > 0 and (step == DEACTIVATE or til == 0 or n"  \
    "ow < til)\n"  \
    "end\n"  \
    "\n"  \
    "-- the later of two ends, 0 being none\n"  \
    "\n"  \
    "local function later(a, b)\n"  \
    "    if a == 0 or b == 0 then\n"  \
    "        return 0\n"  \
    "    end\n"  \
    "\n"  \
    "    return math.max(a, b)\n"  \
    "end\n"  \
    "\n"  \
    "local n, p, t = num('n'), num('p'), num('t')\n"  \
    "local s, u, m, w = num('s'), num('u'), num('m'), num('w')\n"  \
    "\n"  \
    "-- how long the key must be kept: nil is for ever\n"  \
    "\n"  \
    "local function lifetime()\n"  \
    "    local ttl = keep\n"  \
    "\n"  \
    "    for _, x in ipairs({ { s, u }, { m, w } }) do\n"  \
    "        if x[1] > WARN and holds(x[1], x[2]) then\n"  \
    "            if x[1] == DEACTIVATE or x[2] == 0 then\n"  \
    "                return nil\n"  \
    "            end\n"  \
    "\n"  \
    "            ttl = math.max(ttl, x[2] - now)\n"  \
    "        end\n"  \
    "    end\n"  \
    "\n"  \
    "    if p > 0 then\n"  \
    "        if half == 0 then\n"  \
    "            return nil\n"  \
    "        end\n"  \
    "\n"  \
    "        ttl = math.max(ttl, half * (math.ceil(math.log(p) / "  \
    "math.log(2)) + 2))\n"  \
    "    end\n"  \
    "\n"  \
    "    return ttl\n"  \
    "end\n"  \
    "\n"  \
    "local function reply(repeated, raised, step, til)\n"  \
    "    local ttl = lifetime()\n"  \
    "    local out = { repeated, n, raised, step, til, p, s, u, m"  \
    ", w }\n"  \
    "\n"  \
    "    if ttl then\n"  \
    "        redis.call('PEXPIRE', key, str(ttl))\n"  \
    "    else\n"  \
    "        redis.call('PERSIST', key)\n"  \
    "    end\n"  \
    "\n"  \
    "    for i = 0, SECTIONS - 1 do\n"  \
    "        out[#out + 1] = num(tostring(i))\n"  \
    "    end\n"  \
    "\n"  \
    "    return out\n"  \
    "end\n"  \
    "\n"  \
    "for i = 0, RING - 1 do\n"  \
    "    if st['r' .. i] == id then\n"  \
    "        local raised, step, til = string.match(st['x' .. i] "  \
    "or '',\n"  \
    "                                               '^(%d+):(%d+)"  \
    ":(%d+)$')\n"  \
    "\n"  \
    "        return reply(1, tonumber(raised) or 0, tonumber(step"  \
    ") or 0,\n"  \
    "                     tonumber(til) or 0)\n"  \
    "    end\n"  \
    "end\n"  \
    "\n"  \
    "if #flat == 0 and ARGV[10] ~= '' then\n"  \
    "    local seed = {}\n"  \
    "\n"  \
    "    for word in string.gmatch(ARGV[10], '%d+') do\n"  \
    "        seed[#seed + 1] = tonumber(word)\n"  \
    "    end\n"  \
    "\n"  \
    "    p, t, s, u, m, w = unpack(seed)\n"  \
    "end\n"  \
    "\n"  \
    "-- the gravest step in force, and its end\n"  \
    "\n"  \
    "local function force()\n"  \
    "    local step, til = 0, 0\n"  \
    "\n"  \
    "    if holds(s, u) then\n"  \
    "        step, til = s, u\n"  \
    "    end\n"  \
    "\n"  \
    "    if holds(m, w) and (m > step or (m == step and later(w, "  \
    "til) == w)) then\n"  \
    "        step, til = m, w\n"  \
    "    end\n"  \
    "\n"  \
    "    return step, til\n"  \
    "end\n"  \
    "\n"  \
    "-- the rung that points stand on, and its time\n"  \
    "\n"  \
    "local function rung(points)\n"  \
    "    local step, time = 0, 0\n"  \
    "\n"  \
    "    for a, b, c in string.gmatch(ARGV[8], '(%d+):(%d+):(%d+)"  \
    "') do\n"  \
    "        if points >= tonumber(a) then\n"  \
    "            step, time = tonumber(b), tonumber(c)\n"  \
    "        end\n"  \
    "    end\n"  \
    "\n"  \
    "    return step, time\n"  \
    "end\n"  \
    "\n"  \
    "-- clocks of edges differ: one that is behind takes no decay"  \
    " back\n"  \
    "\n"  \
    "if half > 0 and now > t then\n"  \
    "    p = math.floor(p * 2 ^ (-(now - t) / half) + 0.5)\n"  \
    "end\n"  \
    "\n"  \
    "t = math.max(now, t)\n"  \
    "\n"  \
    "-- A warning has no end of its own: once the points have lef"  \
    "t its rung, the\n"  \
    "-- next time they come back to it is a warning again.\n"  \
    "\n"  \
    "if what == 'infraction' and rung(p) == 0 then\n"  \
    "    s = s ~= WARN and s or 0\n"  \
    "    m = m ~= WARN and m or 0\n"  \
    "end\n"  \
    "\n"  \
    "local before = force()\n"  \
    "\n"  \
    "if what == 'infraction' then\n"  \
    "    p = math.min(p + tonumber(ARGV[6]), MAX)\n"  \
    "\n"  \
    "    local step, time = rung(p)\n"  \
    "    local til = time > 0 and now + time or 0\n"  \
    "\n"  \
    "    if step > 0 then\n"  \
    "        if not holds(s, u) or step > s then\n"  \
    "            s, u = step, til\n"  \
    "\n"  \
    "        elseif step == s then\n"  \
    "            u = later(u, til)\n"  \
    "        end\n"  \
    "    end\n"  \
    "\n"  \
    "    for a, b in string.gmatch(ARGV[9], '(%d+):(%d+)') do\n"  \
    "        st[a] = str(math.min(num(a) + tonumber(b), 429496729"  \
    "5))\n"  \
    "    end\n"  \
    "\n"  \
    "elseif what == 'sanction' then\n"  \
    "    local step, time = tonumber(ARGV[6]), tonumber(ARGV[7])\n"  \
    "\n"  \
    "    if step > WARN or not holds(m, w) then\n"  \
    "        m, w = step, time > 0 and now + time or 0\n"  \
    "    end\n"  \
    "\n"  \
    "else\n"  \
    "    p, s, u, m, w = 0, 0, 0, 0, 0\n"  \
    "end\n"  \
    "\n"  \
    "local step, til = force()\n"  \
    "local raised = step > before and 1 or 0\n"  \
    "local slot = n % RING\n"  \
    "\n"  \
    "n = n + 1\n"  \
    "\n"  \
    "local new = {\n"  \
    "    'v', '1', 'n', str(n), 'p', str(p), 't', str(t),\n"  \
    "    's', str(s), 'u', str(u), 'm', str(m), 'w', str(w),\n"  \
    "    'r' .. slot, id, 'x' .. slot, raised .. ':' .. step .. '"  \
    ":' .. str(til)\n"  \
    "}\n"  \
    "\n"  \
    "for i = 0, SECTIONS - 1 do\n"  \
    "    local count = st[tostring(i)]\n"  \
    "\n"  \
    "    if count then\n"  \
    "        new[#new + 1] = tostring(i)\n"  \
    "        new[#new + 1] = count\n"  \
    "    end\n"  \
    "end\n"  \
    "\n"  \
    "redis.call('HSET', key, unpack(new))\n"  \
    "\n"  \
    "return reply(0, raised, step, til)\n"


#endif /* _COC_SCRIPTS_H_INCLUDED_ */
