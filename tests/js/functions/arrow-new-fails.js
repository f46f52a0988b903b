var a = () => 1; try { new a } catch (e) { print(e.name) } print(a.prototype)
// expect: TypeError
// expect: undefined
