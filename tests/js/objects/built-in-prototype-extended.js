Array.prototype.last = function () { return this[this.length - 1] }; String.prototype.twice = function () { return this + this }; Number.prototype.inc = function () { return this + 1 }
print([1, 2, 3].last(), 'ab'.twice(), (5).inc())
// expect: 3 abab 6
