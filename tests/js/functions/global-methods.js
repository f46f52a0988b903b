// Methods of globals called from one place while globals, their values and their prototypes change.
var counter = { n: 0, up: function () { return ++this.n; } };
function f() { return counter.up(); }
function g() { return Math.abs(-3); }
print(f(), f(), g(), g());
// expect: 1 2 3 3
counter = { n: 10, up: function () { return this.n += 5; } };
print(f(), f());
// expect: 15 20
counter.up = function () { return 'own'; };
print(f());
// expect: own
Math.abs = function (x) { return 'mine' + x + (this === Math); };
print(g(), g());
// expect: mine-3true mine-3true
delete Math.abs;
function attempt(h) { try { return h(); } catch (e) { return e.name + ': ' + e.message; } }
print(attempt(g));
// expect: TypeError: 'abs' is not a function
Math.abs = function () { return 7; };
print(g());
// expect: 7
function h() { return missing.method(); }
print(attempt(h));
// expect: ReferenceError: 'missing' is not defined
globalThis.missing = { method: function () { return 'found'; } };
print(h(), h());
// expect: found found
delete globalThis.missing;
print(attempt(h));
// expect: ReferenceError: 'missing' is not defined
var reads = 0;
Object.defineProperty(globalThis, 'moving', { get: function () { reads++; return reads % 2 ? Math : String; } });
function k() { return moving.hasOwnProperty('PI'); }
print(k(), k(), k(), reads);
// expect: true false true 3
function m() { return JSON.stringify([1]); }
print(m(), m());
// expect: [1] [1]
var JSON = { stringify: function () { return 'replaced'; } };
print(m(), m());
// expect: replaced replaced
function plain() { return this === undefined; }
var list = [plain];
print(plain(), (0, plain)(), (plain)(), list[0] === plain, (() => plain())());
// expect: true true true true true
print(plain?.(), attempt(function () { return undefined?.(); }), (list?.[0])() === false);
// expect: true undefined true
function tag() { return this; }
print(tag`x`, typeof ({ tag }).tag`x`);
// expect: undefined object
function spread() { return [this].concat([].slice.call(Array.prototype.concat.apply([], arguments))); }
print(plain(...[1, 2]), spread.call(1, 2, 3).join());
// expect: true 1,2,3
