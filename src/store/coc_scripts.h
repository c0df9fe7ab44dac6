/*
 * The Lua scripts of src/store/scripts.  Made by util/embed-lua.pl, not to be
 * edited: `make scripts`.
 */

#ifndef _COC_SCRIPTS_H_INCLUDED_
#define _COC_SCRIPTS_H_INCLUDED_


#define COC_SCRIPT_RECORD_SHA  \
    "e94597c2638f4722c2f5df8824cd379ad372dd7f"

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
    "--          5 what: \"infraction\", \"sanction\", \"restore\", \"ap"  \
    "peal\", \"privilege\" or\n"  \
    "--            \"lift\"\n"  \
    "--          6 infraction, appeal: points (1/1000); sanction:"  \
    " its step; privilege\n"  \
    "--            that is taken, or lifted: its number\n"  \
    "--          7 sanction, privilege: how long it holds (ms, 0:"  \
    " without end);\n"  \
    "--            appeal: when its points were given (ms)\n"  \
    "--          8 ladder \"points:step:time:section ...\" (1/1000 "  \
    "points, ms), those\n"  \
    "--            of a section ascending; section 14: of none\n"  \
    "--          9 points a section, \"section:points ...\"\n"  \
    "--         10 \"points at step until under until\" and, after "  \
    "a newline, privileges\n"  \
    "--            as in g: what a new record begins with\n"  \
    "--         11 fingerprint of the text and its place, hex, or"  \
    " \"\"\n"  \
    "--         12 \"spool:sequence\" of the edge's file it waits i"  \
    "n, or \"\"\n"  \
    "--         13 privilege: why it is taken\n"  \
    "--\n"  \
    "-- Fields   v version            n writes so far; n % 16 is "  \
    "the ring's next slot\n"  \
    "--          p points (1/1000)    t as of when (ms)\n"  \
    "--          s u the ladder's step and its end (ms, 0: none)\n"  \
    "--          m w the moderator's\n"  \
    "--          r0 to r15, x0 to x15: the last request ids, and "  \
    "what came of each:\n"  \
    "--          \"raised:step:until:fingerprint:when:text\", when "  \
    "being the time at\n"  \
    "--          which that text was counted, text 1 where it was"  \
    " counted before\n"  \
    "--          e0 to e63: the spools last replayed from, \"spool"  \
    ":sequence:n\"\n"  \
    "--          0 to 13: points ever, a section\n"  \
    "--          g the privileges taken, \"number:until:reason\\n\" "  \
    "each; only where one\n"  \
    "--          was.  A member with reasons of more than some 45"  \
    " bytes has a hash\n"  \
    "--          that is no listpack any more: there are few\n"  \
    "--\n"  \
    "-- repeated is 1 for what was counted before, by its id or i"  \
    "ts place in a\n"  \
    "-- spool, and 2 for the same text to the same place within a"  \
    " minute: nothing is\n"  \
    "-- added, but its id is known from then on, so that it stays"  \
    " a repetition\n"  \
    "-- however late it is sent again.\n"  \
    "--\n"  \
    "-- Returns  { repeated, n, raised, step, until, points, s, u"  \
    ", m, w,\n"  \
    "--            section 0, ... section 13, g }, step and until"  \
    " as they were\n"  \
    "--          right after this request, the others as they are"  \
    " now.\n"  \
    "\n"  \
    "local SECTIONS, RING, SPOOLS, DEACTIVATE, WARN = 14, 16, 64,"  \
    " 5, 1\n"  \
    "local WINDOW = 60000\n"  \
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
    "-- the privileges of a text, those that have not ended\n"  \
    "\n"  \
    "local function privileges(text)\n"  \
    "    local all = {}\n"  \
    "\n"  \
    "    for a, b, c in string.gmatch(text, '(%d+):(%d+):([^\\n]*)"  \
    "\\n') do\n"  \
    "        if b == '0' or now < tonumber(b) then\n"  \
    "            all[a] = { tonumber(b), c }\n"  \
    "        end\n"  \
    "    end\n"  \
    "\n"  \
    "    return all\n"  \
    "end\n"  \
    "\n"  \
    "local taken = privileges(st.g or '')\n"  \
    "\n"  \
    "local function grants()\n"  \
    "    local lines = {}\n"  \
    "\n"  \
    "    for a, x in pairs(taken) do\n"  \
    "        lines[#lines + 1] = a .. ':' .. str(x[1]) .. ':' .. "  \
    "x[2] .. '\\n'\n"  \
    "    end\n"  \
    "\n"  \
    "    table.sort(lines)\n"  \
    "\n"  \
    "    return table.concat(lines)\n"  \
    "end\n"  \
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
    "    for _, x in pairs(taken) do\n"  \
    "        if x[1] == 0 then\n"  \
    "            return nil\n"  \
    "        end\n"  \
    "\n"  \
    "        ttl = math.max(ttl, x[1] - now)\n"  \
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
    "    out[#out + 1] = grants()\n"  \
    "\n"  \
    "    return out\n"  \
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
    "local print, first = ARGV[11]\n"  \
    "\n"  \
    "for i = 0, RING - 1 do\n"  \
    "    local raised, step, til, text, at, again = string.match(\n"  \
    "        st['x' .. i] or '', '^(%d+):(%d+):(%d+):(%x*):(%d+):"  \
    "(%d)$')\n"  \
    "\n"  \
    "    if st['r' .. i] == id then\n"  \
    "        return reply(again == '1' and 2 or 1, tonumber(raise"  \
    "d) or 0,\n"  \
    "                     tonumber(step) or 0, tonumber(til) or 0"  \
    ")\n"  \
    "    end\n"  \
    "\n"  \
    "    if print ~= '' and text == print\n"  \
    "       and math.abs(now - tonumber(at)) < WINDOW\n"  \
    "    then\n"  \
    "        first = at\n"  \
    "    end\n"  \
    "end\n"  \
    "\n"  \
    "-- The spool's slot, a new one, or that longest not written."  \
    "  What a spool holds\n"  \
    "-- of one member comes in order: up to the sequence known, a"  \
    "ll was counted.\n"  \
    "\n"  \
    "local spool, seq = string.match(ARGV[12], '^(%w+):(%d+)$')\n"  \
    "local slot, oldest\n"  \
    "\n"  \
    "for i = 0, spool and SPOOLS - 1 or -1 do\n"  \
    "    local known = st['e' .. i]\n"  \
    "\n"  \
    "    if not known then\n"  \
    "        slot = i\n"  \
    "        break\n"  \
    "    end\n"  \
    "\n"  \
    "    local a, b, c = string.match(known, '^(%w+):(%d+):(%d+)$"  \
    "')\n"  \
    "\n"  \
    "    if a == spool then\n"  \
    "        if tonumber(seq) <= tonumber(b) then\n"  \
    "            return reply(1, 0, force())\n"  \
    "        end\n"  \
    "\n"  \
    "        slot = i\n"  \
    "        break\n"  \
    "    end\n"  \
    "\n"  \
    "    c = tonumber(c) or -1\n"  \
    "\n"  \
    "    if not oldest or c < oldest then\n"  \
    "        slot, oldest = i, c\n"  \
    "    end\n"  \
    "end\n"  \
    "\n"  \
    "-- what every write holds: its number, its request, its plac"  \
    "e in a spool\n"  \
    "\n"  \
    "local function entry(raised, step, til, at, again)\n"  \
    "    local ring = n % RING\n"  \
    "\n"  \
    "    n = n + 1\n"  \
    "\n"  \
    "    local new = {\n"  \
    "        'v', '1', 'n', str(n), 'r' .. ring, id, 'x' .. ring,\n"  \
    "        table.concat({ raised, step, str(til), print, str(at"  \
    "), again }, ':')\n"  \
    "    }\n"  \
    "\n"  \
    "    if spool then\n"  \
    "        new[#new + 1] = 'e' .. slot\n"  \
    "        new[#new + 1] = spool .. ':' .. seq .. ':' .. str(n)\n"  \
    "    end\n"  \
    "\n"  \
    "    return new\n"  \
    "end\n"  \
    "\n"  \
    "if first then\n"  \
    "    local step, til = force()\n"  \
    "\n"  \
    "    redis.call('HSET', key, unpack(entry(0, step, til, tonum"  \
    "ber(first), 1)))\n"  \
    "\n"  \
    "    return reply(2, 0, step, til)\n"  \
    "end\n"  \
    "\n"  \
    "if #flat == 0 and ARGV[10] ~= '' then\n"  \
    "    local seed = {}\n"  \
    "\n"  \
    "    for word in string.gmatch(string.match(ARGV[10], '^[^\\n]"  \
    "*'), '%d+') do\n"  \
    "        seed[#seed + 1] = tonumber(word)\n"  \
    "    end\n"  \
    "\n"  \
    "    p, t, s, u, m, w = unpack(seed)\n"  \
    "    taken = privileges(string.match(ARGV[10], '\\n(.*)$') or "  \
    "'')\n"  \
    "end\n"  \
    "\n"  \
    "-- the rung of a section, or of none, that points stand on, "  \
    "and its time\n"  \
    "\n"  \
    "local function rung(points, section)\n"  \
    "    local step, time = 0, 0\n"  \
    "\n"  \
    "    for a, b, c, d in string.gmatch(ARGV[8], '(%d+):(%d+):(%"  \
    "d+):(%d+)') do\n"  \
    "        if tonumber(d) == (section or SECTIONS) and points >"  \
    "= tonumber(a) then\n"  \
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
    "-- onto a rung: a graver step takes the place of the one tha"  \
    "t holds, the same\n"  \
    "-- begins its time anew\n"  \
    "\n"  \
    "local function climb(step, time)\n"  \
    "    local til = time > 0 and now + time or 0\n"  \
    "\n"  \
    "    if step > 0 and (not holds(s, u) or step > s) then\n"  \
    "        s, u = step, til\n"  \
    "\n"  \
    "    elseif step > 0 and step == s then\n"  \
    "        u = later(u, til)\n"  \
    "    end\n"  \
    "end\n"  \
    "\n"  \
    "if what == 'infraction' then\n"  \
    "    p = math.min(p + tonumber(ARGV[6]), MAX)\n"  \
    "\n"  \
    "    climb(rung(p))\n"  \
    "\n"  \
    "    for a, b in string.gmatch(ARGV[9], '(%d+):(%d+)') do\n"  \
    "        local count = math.min(num(a) + tonumber(b), 4294967"  \
    "295)\n"  \
    "\n"  \
    "        st[a] = str(count)\n"  \
    "        climb(rung(count * 1000, tonumber(a)))\n"  \
    "    end\n"  \
    "\n"  \
    "elseif what == 'appeal' then\n"  \
    "\n"  \
    "    -- given back as what is left of it by now\n"  \
    "\n"  \
    "    local age = half > 0 and math.max(now - tonumber(ARGV[7]"  \
    "), 0) / half or 0\n"  \
    "\n"  \
    "    p = math.max(p - math.floor(tonumber(ARGV[6]) * 2 ^ -age"  \
    " + 0.5), 0)\n"  \
    "\n"  \
    "    for a, b in string.gmatch(ARGV[9], '(%d+):(%d+)') do\n"  \
    "        st[a] = str(math.max(num(a) - tonumber(b), 0))\n"  \
    "    end\n"  \
    "\n"  \
    "    -- A step that the rest does not carry is lifted.  The r"  \
    "est begins nothing\n"  \
    "    -- anew: of what it carries only that without end holds "  \
    "on.\n"  \
    "\n"  \
    "    local step, time = rung(p)\n"  \
    "\n"  \
    "    for i = 0, SECTIONS - 1 do\n"  \
    "        local b, c = rung(num(tostring(i)) * 1000, i)\n"  \
    "\n"  \
    "        if b > step then\n"  \
    "            step, time = b, c\n"  \
    "        end\n"  \
    "    end\n"  \
    "\n"  \
    "    if s > step then\n"  \
    "        s, u = time == 0 and step or 0, 0\n"  \
    "    end\n"  \
    "\n"  \
    "elseif what == 'sanction' then\n"  \
    "    local step, time = tonumber(ARGV[6]), tonumber(ARGV[7])\n"  \
    "\n"  \
    "    if step > WARN or not holds(m, w) then\n"  \
    "        m, w = step, time > 0 and now + time or 0\n"  \
    "    end\n"  \
    "\n"  \
    "elseif what == 'privilege' then\n"  \
    "    local time = tonumber(ARGV[7])\n"  \
    "\n"  \
    "    taken[ARGV[6]] = { time > 0 and now + time or 0, ARGV[13"  \
    "] }\n"  \
    "\n"  \
    "elseif what == 'lift' then\n"  \
    "    taken[ARGV[6]] = nil\n"  \
    "\n"  \
    "else\n"  \
    "    p, s, u, m, w = 0, 0, 0, 0, 0\n"  \
    "    taken = {}\n"  \
    "end\n"  \
    "\n"  \
    "local step, til = force()\n"  \
    "local raised = step > before and 1 or 0\n"  \
    "local new = entry(raised, step, til, now, 0)\n"  \
    "\n"  \
    "for name, value in pairs({ p = p, t = t, s = s, u = u, m = m"  \
    ", w = w }) do\n"  \
    "    new[#new + 1] = name\n"  \
    "    new[#new + 1] = str(value)\n"  \
    "end\n"  \
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
    "if st.g or next(taken) then\n"  \
    "    new[#new + 1] = 'g'\n"  \
    "    new[#new + 1] = grants()\n"  \
    "end\n"  \
    "\n"  \
    "redis.call('HSET', key, unpack(new))\n"  \
    "\n"  \
    "return reply(0, raised, step, til)\n"


#endif /* _COC_SCRIPTS_H_INCLUDED_ */
