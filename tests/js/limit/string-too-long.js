try { 'x'.repeat(1e9) } catch (e) { print(e.name) }
try { 'abc'.padStart(1e12, 'ab') } catch (e) { print(e.name) }
// expect: RangeError
// expect: RangeError
