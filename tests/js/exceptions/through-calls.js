function a() { b() } function b() { c() } function c() { throw new Error('deep') }
try { a() } catch (e) { print(e.message) }
// expect: deep
