catch (e) {}
// expect compile error: catch
