function Emitter() { this.h = {} } Emitter.prototype.on = function (n, f) { (this.h[n] || (this.h[n] = [])).push(f); return this }; Emitter.prototype.emit = function (n, ...a) { (this.h[n] || []).forEach(f => f(...a)) }
var e = new Emitter, r = []; e.on('x', v => r.push(v)).on('x', (v, w) => r.push(v + w)); e.emit('x', 1, 2); e.emit('y'); print(r)
// expect: 1,3
