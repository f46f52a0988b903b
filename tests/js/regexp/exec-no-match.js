print(/z/.exec('abc'), /z/.test('abc'), /b/.test('abc'), /undefined/.test(), /null/.test(null))
// expect: null false true true true
