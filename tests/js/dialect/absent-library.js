print(typeof eval, typeof setTimeout, typeof Symbol, typeof Map, typeof Promise, typeof Proxy, typeof require)
// expect: undefined undefined undefined undefined undefined undefined undefined
