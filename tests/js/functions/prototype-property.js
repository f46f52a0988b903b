function F() {} print(typeof F.prototype, F.prototype.constructor === F, Object.keys(F.prototype).length)
// expect: object true 0
