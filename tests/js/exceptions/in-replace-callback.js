try { 'abc'.replace(/b/, function () { throw 'rep' }) } catch (e) { print(e) }
// expect: rep
