var log = [], o = { get a() { log.push('get'); return 1 }, set a(v) { log.push('set' + v) } }
o.a = 5; o.a; o.a += 2; print(log.join())
// expect: set5,get,get,set3
