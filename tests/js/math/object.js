print(typeof Math, Math.floor.name, Math.atan2.length, Math.max.length, Object.keys(Math).length); try { new Math } catch (e) { print(e.name) } try { Math() } catch (e) { print(e.name) }
// expect: object floor 2 2 0
// expect: TypeError
// expect: TypeError
