'use strict';
var P = typeof print === 'function' ? print : console.log, out = [];
(function () {
var a = 70000, b = -1; let c = null, d = 1000;
try { { let g3 = () => (typeof Math.ceil(c)); out.push(g3()); } } catch (e) { out.push(e.name); }
try { a = ({p: ((d ** c) - (a + c)), q: ((d % 4294967295) | (a ^= 256))}).p; } catch (e) { out.push(e.name); }
try { out.push(({p: (function (x, y = x, z = () => x) { x = 6; return (3 >>> 0) + z(); })(), q: (Math.ceil(-70000) ? (c >>> 0) : (1e10 || -1))}).q); } catch (e) { out.push(e.name); }
try { try { d = (Math.abs((d ??= -1)) ? ((d >> d) & (4294967295, d)) : ((x, y = (d += 1000)) => (b * c))((function (x, y = x, z = () => x) { var x = 5; return x + z(); })('x', d))); } catch (e) { out.push(e.name); } finally { b = (+(`${a}-${c}` == (d / -3))); } } catch (e) { out.push(e.name); }
try { out.push(((((x, y = -3) => a)(1e10,d) % Math.imul(a, 3)) >>> 0)); } catch (e) { out.push(e.name); }
try { c = ((x, y = ((x / d) / (2147483648 + a))) => ((2147483647 && x) >>> 0))((function (x, y = x, z = () => x) {  return (y, x) + z(); })()); } catch (e) { out.push(e.name); }
out.push(a, b, c, d);
})();
function show(v) { return Array.isArray(v) ? '[' + v.map(show).join() + ']' : v === 0 && 1 / v < 0 ? '-0' : typeof v === 'string' ? v.slice(0, 60) : typeof v === 'object' && v ? 'obj' : typeof v === 'function' ? 'fn' : String(v); }
P(out.slice(0, 200).map(show).join(' ').slice(0, 1500));
