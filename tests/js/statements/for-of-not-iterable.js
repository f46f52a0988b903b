try { for (var x of 5); } catch (e) { print(e.name) }
try { for (var x of null); } catch (e) { print(e.name) }
try { for (var x of {}); } catch (e) { print(e.name) }
// expect: TypeError
// expect: TypeError
// expect: TypeError
