function P(a, b) { this.s = a + b } print(new P(...[1, 2]).s)
// expect: 3
