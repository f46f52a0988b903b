function P(x) { this.x = x } P.prototype.get = function () { return this.x }
var p = new P(3); print(p.get(), p.constructor === P, new P().x, new P instanceof P)
// expect: 3 true undefined true
