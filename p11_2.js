'use strict';
var P = typeof print === 'function' ? print : console.log, out = [];
(function () {
var a = -1, b = 1.5; let c = '12', d = -1;
try { a = ((function () { try { return (c ? b : a); } finally { (d + c); } })() ^ `${(c + b)}-${(NaN ** true)}`); } catch (e) { out.push(e.name); }
try { b = ((x, y = (Math.min(0xffffff, a) + (1.5 == 'x'))) => `${(1e10 - a)}-${(b << x)}`)(((c | a) ? (3 << [1,2]) : (0xffffff + c)),(function (x, y = x, z = () => x) { let w = x;  return (-70000 + y) + z(); })((0xffffff >>> 0))); } catch (e) { out.push(e.name); }
try { switch (((d >>> 0) ? (false + 7) : ('x' ^ -3))) { case 70000: a = (((null / '') ^ (b - 1e10)) >> (Math.max(d, d) ** (null, a))); case -1: { let g2 = () => (function (x, y = x, z = () => x) { x = 6; return Math.imul(x, y) + z(); })((function (x, y = x, z = () => x) { var y; return 0 + z(); })(d, -1), (function (x, y = x, z = () => x) { x = 6; return x + z(); })()); out.push(g2()); } break; default: for (const k2 of [(d === a), (a--), 2]) { try { b = (Math.max((c, [1,2]), (d && [1,2])) | `${(undefined - 1)}-${Math.min(b, -70000)}`); } catch (e) { out.push(e.name); } } } } catch (e) { out.push(e.name); }
try { d = Math.ceil(((2147483647 == b) % (d--))); } catch (e) { out.push(e.name); }
try { switch (((a / a) < ({p: c, q: d}).p)) { case 70000: b = ((x, y = ((x + d) | (c + null))) => ((y >>> 0) ** Math.ceil(x)))(((d ** b) & (a & a)),((b ? true : 1000) << (function () { try { return b; } finally { c; } })())); case 1.5: d = (((b ||= 2147483647) == (a ^ a)) >>> 0); break; default: { let g2 = () => ((b |= true) > (function () { try { return a; } finally { 256; } })()); out.push(g2()); } } } catch (e) { out.push(e.name); }
try { c = (((x, y = `${d}-${d}`) => (a >= c))((function () { try { return 2; } finally { b; } })(),Math.trunc(c)), (function () { try { return Math.abs(4294967295); } finally { (true >>> a); } })()); } catch (e) { out.push(e.name); }
out.push(a, b, c, d);
})();
function show(v) { return Array.isArray(v) ? '[' + v.map(show).join() + ']' : v === 0 && 1 / v < 0 ? '-0' : typeof v === 'string' ? v.slice(0, 60) : typeof v === 'object' && v ? 'obj' : typeof v === 'function' ? 'fn' : String(v); }
P(out.slice(0, 200).map(show).join(' ').slice(0, 1500));
