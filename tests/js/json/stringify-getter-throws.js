try { JSON.stringify({ get a() { throw 'oops' } }) } catch (e) { print(e) }
// expect: oops
