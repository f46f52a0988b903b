try { nope = 1 } catch (e) { print(e.name) }
try { nope } catch (e) { print(e.name) }
try { nope++ } catch (e) { print(e.name) }
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
