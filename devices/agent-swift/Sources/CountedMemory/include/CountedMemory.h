#pragma once

/// How often the process has asked for memory so far, on all threads. 0 where nobody counts it: everywhere but on Linux with glibc.
long countedAllocations(void);
