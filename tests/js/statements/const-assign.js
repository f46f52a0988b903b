const c = 1
try { c = 2 } catch (e) { print(e.name, c) }
try { c++ } catch (e) { print(e.name, c) }
for (const i = 0; ;) { try { i++ } catch (e) { print(e.name) } break }
// expect: TypeError 1
// expect: TypeError 1
// expect: TypeError
