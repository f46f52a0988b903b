try { throw 5 } catch (e) { print(e) }
try { throw null } catch (e) { print(e) }
try { throw { a: 1 } } catch (e) { print(e.a) }
// expect: 5
// expect: null
// expect: 1
