'use strict';
var P = typeof print === 'function' ? print : console.log, out = [];
var a = 2147483647, b = 0; let c = 0.5, d = -70000;
try { { let g3 = () => ((function (x, y = x, z = () => x) { x = 6; return 1000 + z(); })() ? (c -= d) : (d || b)); out.push(g3()); } } catch (e) { out.push(e.name); }
try { a = ((({p: a, q: b}).p << (a != -70000)) ? Math.imul((~0), (b % d)) : ((a >> d) ? (NaN >> d) : ({p: b, q: 'x'}).q)); } catch (e) { out.push(e.name); }
try { try { for (let i2 = 0; i2 < 1; i2++) { for (let i1 = 0; i1 < 3; i1++) { i1 = (((x, y = (typeof a)) => (undefined != i1))((i1 + i1)) >>> 0); d = (function () { try { return (({p: b, q: d}).q + (function (x, y = x, z = () => x) { var x = 5; return c + z(); })(c)); } finally { ((a + a) >>> 0); } })(); } } } catch (e) { out.push(e.name); } finally { for (const k2 of [(c++), (c === -1), 0xffffff]) { try { a = (`${(2147483648 ? c : b)}-${(function () { try { return b; } finally { 7; } })()}` >>> 0); } catch (e) { out.push(e.name); } } } } catch (e) { out.push(e.name); }
try { c = ((x, y = ((c ?? b) >= (a | 2147483648))) => ((function () { try { return a; } finally { x; } })() + (c ? c : d)))(`${(c << d)}-${(function () { try { return b; } finally { b; } })()}`); } catch (e) { out.push(e.name); }
try { b = ((--a) == (((x, y = a) => y)() ^ (a < c))); } catch (e) { out.push(e.name); }
try { a = (d ||= (a++)); } catch (e) { out.push(e.name); }
out.push(a, b, c, d);
function show(v) { return Array.isArray(v) ? '[' + v.map(show).join() + ']' : v === 0 && 1 / v < 0 ? '-0' : typeof v === 'string' ? v.slice(0, 60) : typeof v === 'object' && v ? 'obj' : typeof v === 'function' ? 'fn' : String(v); }
P(out.slice(0, 200).map(show).join(' ').slice(0, 1500));
