function T() { this.v = 5; this.f = () => this.v } var t = new T
print(t.f(), t.f.call({ v: 9 }))
// expect: 5 5
