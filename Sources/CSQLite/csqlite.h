#ifndef HOTLINE_CSQLITE_H
#define HOTLINE_CSQLITE_H
#include <sqlite3.h>
/* sqlite3_config is variadic. No statistics of memory: each allocation would take a lock for them. Heeded only before
   the library is first used; else SQLITE_MISUSE, and all goes on as before. */
static inline int hl_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
#endif
