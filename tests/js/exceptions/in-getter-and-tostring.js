try { ({ get x() { throw 'get' } }).x } catch (e) { print(e) }
try { '' + { toString: function () { throw 'str' } } } catch (e) { print(e) }
// expect: get
// expect: str
