function A() { return { v: 1 } } function B() { this.v = 2; return 5 } print(new A().v, new B().v)
// expect: 1 2
