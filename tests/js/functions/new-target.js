function F() { return new.target === undefined ? 'call' : 'new' }
function G() { this.t = new.target === G } print(F(), new G().t)
// expect: call true
