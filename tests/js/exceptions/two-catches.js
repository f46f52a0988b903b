function f() { var r = ''; try { throw 1 } catch (e) { r += e } try { throw 2 } catch (e) { r += e } return r }
print(f())
// expect: 12
