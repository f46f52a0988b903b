try { try { throw 'a' } catch (e) { throw e + 'b' } finally { print('f1') } } catch (e) { print(e) }
// expect: f1
// expect: ab
