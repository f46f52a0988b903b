// Small programs and conversions across the language.
function show(v) {
  if (typeof v === 'number') return v === 0 && 1 / v < 0 ? '-0' : String(v);
  if (typeof v === 'function') return 'function ' + v.name;
  if (typeof v === 'string') return JSON.stringify(v);
  if (v === null || typeof v !== 'object') return String(v);
  if (v instanceof Error) return v.name;
  var names = Object.keys(v).filter(function (k) { return !Array.isArray(v) || !(k >= 0); });
  var list = Array.isArray(v) ? v.map(show) : [];
  names.forEach(function (k) { list.push(k + ': ' + show(v[k])); });
  return (Array.isArray(v) ? '[' : '{') + list.join(', ') + (Array.isArray(v) ? ']' : '}');
}
function t(f) {
  var r;
  try { r = show(f()); } catch (e) { r = 'throws ' + (e instanceof Error ? e.name : show(e)); }
  print(r);
}
t(function () { return [..."ab"].map((c,i)=>c+i); });
// expect: ["a0", "b1"]
t(function () { return `${[1,2]}` + `${{}}` + `${null}`; });
// expect: "1,2[object Object]null"
t(function () { return [1,2,3].includes('2'); });
// expect: false
t(function () { return "a-b-c".split("-", 2).join("+"); });
// expect: "a+b"
t(function () { return "aXbX".lastIndexOf("X", -1); });
// expect: -1
t(function () { return isNaN(parseInt('abc')); });
// expect: true
t(function () { return [3,2,1].sort().concat([0]).reverse(); });
// expect: [0, 3, 2, 1]
t(function () { return [1,[2,[3]]].join(); });
// expect: "1,2,3"
t(function () { return [undefined, null].join('-'); });
// expect: "-"
t(function () { return Object.entries([7,8]); });
// expect: [["0", 7], ["1", 8]]
t(function () { return Object.assign([1,2], [3]); });
// expect: [3, 2]
t(function () { return Object.assign({}, 'ab'); });
// expect: {0: "a", 1: "b"}
t(function () { return Object.freeze([1,2,3]).map(x => x + 1); });
// expect: [2, 3, 4]
t(function () { return Object.freeze([3,1,2]).sort(); });
// expect: throws TypeError
t(function () { return Object.freeze([1]).concat([2]); });
// expect: [1, 2]
t(function () { return [1,2,3].toString === Array.prototype.toString; });
// expect: true
t(function () { return (1).toString().length; });
// expect: 1
t(function () { return (25).toString(36); });
// expect: "p"
t(function () { return (0.000001).toString(); });
// expect: "0.000001"
t(function () { return (1e-7).toFixed(10); });
// expect: "0.0000001000"
t(function () { return (123.456).toFixed(1); });
// expect: "123.5"
t(function () { return (0.1).toFixed(20); });
// expect: "0.10000000000000000555"
t(function () { return (1e20).toFixed(2); });
// expect: "100000000000000000000.00"
t(function () { return 0.1.toPrecision(21); });
// expect: "0.100000000000000005551"
t(function () { return 5e-324.toPrecision(5); });
// expect: "4.9407e-324"
t(function () { return 1.7976931348623157e308.toExponential(3); });
// expect: "1.798e+308"
t(function () { return parseInt('1e3'); });
// expect: 1
t(function () { return parseFloat('1e3'); });
// expect: 1000
t(function () { return +'1e3'; });
// expect: 1000
t(function () { return +' \n'; });
// expect: 0
t(function () { return +'0x'; });
// expect: NaN
t(function () { return +'1 2'; });
// expect: NaN
t(function () { return -'-5'; });
// expect: 5
t(function () { return ~'7'; });
// expect: -8
t(function () { return 1 + - + + + - + 1; });
// expect: 2
t(function () { return '3' * '4'; });
// expect: 12
t(function () { return '3' - 1; });
// expect: 2
t(function () { return '3' + 1; });
// expect: "31"
t(function () { return [] * 2; });
// expect: 0
t(function () { return null + null; });
// expect: 0
t(function () { return true + '1'; });
// expect: "true1"
t(function () { return typeof NaN; });
// expect: "number"
t(function () { return NaN === NaN; });
// expect: false
t(function () { return 1/0 - 1/0; });
// expect: NaN
t(function () { return (-7) % 3; });
// expect: -1
t(function () { return 7 % -3; });
// expect: 1
t(function () { return -1 >>> 28; });
// expect: 15
t(function () { return 1 << 33; });
// expect: 2
t(function () { return 5 & -2; });
// expect: 4
t(function () { return 5 | 8.9; });
// expect: 13
t(function () { return 5 ^ '3'; });
// expect: 6
t(function () { return !!NaN; });
// expect: false
t(function () { return !!'false'; });
// expect: true
t(function () { return !!{}; });
// expect: true
t(function () { return null ?? 'd'; });
// expect: "d"
t(function () { return 0 || null; });
// expect: null
t(function () { return '' && 1; });
// expect: ""
t(function () { return void 0 === undefined; });
// expect: true
t(function () { return (() => { let s = ''; for (const c of 'a😀b') s = c + s; return s; })(); });
// expect: "b😀a"
t(function () { return (() => { try { return 'a' } finally { 'b' } })(); });
// expect: "a"
t(function () { return (() => { var x = 1; { let x = 2; var y = x; } return x + y; })(); });
// expect: 3
t(function () { return (() => { let f = []; for (var i = 0; i < 2; i++) { let j = i; f.push(() => j); } return f[0]() + f[1](); })(); });
// expect: 1
t(function () { return (function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); })(12); });
// expect: 144
t(function () { return (() => { const o = { a: { b: { c: 1 } } }; return o?.a?.b?.c + (o?.x?.y?.z ?? 10); })(); });
// expect: 11
t(function () { return (() => { let a = [1,2,3]; [a[0], a[1]]; return a; })(); });
// expect: [1, 2, 3]
t(function () { return (() => { a: for (const i of [1,2]) { for (const j of [1,2]) { if (j == 2) continue a; if (i == 2) break a; } } return 'ok'; })(); });
// expect: "ok"
t(function () { return (() => { switch ('b') { case 'a': { let z = 1 } default: return 'd'; case 'b': return 'bb' } })(); });
// expect: "bb"
t(function () { return (() => { var s = 0; for (var k in { a: 1, b: 2 }) s += k; return s; })(); });
// expect: "0ab"
t(function () { return (() => { var o = { valueOf() { return 42 }, toString() { return 'str' } }; return [o + '', `${o}`, o * 1, o == 42, o > 41]; })(); });
// expect: ["42", "str", 42, true, true]
t(function () { return (() => { var e; try { null.f() } catch (x) { e = x } return e instanceof TypeError })(); });
// expect: true
t(function () { return (() => { var e; try { x = y } catch (z) { e = z } var x, y; return e })(); });
// expect: undefined
t(function () { return (() => { function A() { if (!new.target) return new A(); this.v = 1 } return A().v })(); });
// expect: 1
t(function () { return (() => { var o = { get ['a' + 1]() { return 1 } }; return o.a1 })(); });
// expect: 1
t(function () { return (() => { var o = { 'use': 1, 2: 3, [Infinity]: 4, [-0]: 5, [1e21]: 6, [null]: 7, [undefined]: 8, [true]: 9 }; return Object.keys(o) })(); });
// expect: ["0", "2", "use", "Infinity", "1e+21", "null", "undefined", "true"]
t(function () { return (() => { var o = {}; o[[1,2]] = 1; o[{}] = 2; o[function(){}.name] = 3; return Object.keys(o) })(); });
// expect: ["1,2", "[object Object]", ""]
t(function () { return (() => { var a = [5,1,10]; a.sort(); return a })(); });
// expect: [1, 10, 5]
t(function () { return (() => { var a = []; a[0] = 1; a[1] = 2; a.length = 1; return [a, a[1]] })(); });
// expect: [[1], undefined]
t(function () { return (() => { var c = 0; var o = { get x() { c++; return {} } }; o.x.y; o.x; return c })(); });
// expect: 2
t(function () { return (() => { var o = { f() { return () => this === o } }; return o.f()() })(); });
// expect: true
t(function () { return (() => { var x = 10; var f = (a, b = a + x) => a + b; return f(1) })(); });
// expect: 12
t(function () { return (() => { function f(a, b = () => a) { a = 5; return b() } return f(1) })(); });
// expect: 5
t(function () { return (() => { function f() { return f.caller === undefined || 1 } return 1 })(); });
// expect: 1
t(function () { return (() => { var log = []; try { try { throw 1 } catch (e) { log.push('c' + e); throw 2 } finally { log.push('f') } } catch (e) { log.push('o' + e) } return log })(); });
// expect: ["c1", "f", "o2"]
t(function () { return (() => { do { var i = (i || 0) + 1; if (i == 2) continue; } while (i < 4); return i })(); });
// expect: 4
t(function () { return (() => { for (var i = 0, n = []; n.push(i), i < 3; i++); return n })(); });
// expect: [0, 1, 2, 3]
t(function () { return (() => { var s = ''; for (var c of 'abc') { if (c == 'b') continue; s += c } return s })(); });
// expect: "ac"
t(function () { return (() => { x: { y: { break x } return 1 } return 2 })(); });
// expect: 2
