try { new Uint8Array(1e9) } catch (e) { print(e.name) }
try { new ArrayBuffer(1e12) } catch (e) { print(e.name) }
// expect: RangeError
// expect: RangeError
