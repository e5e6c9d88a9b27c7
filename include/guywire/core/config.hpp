#pragma once
/// How the library is built: compiled once (target guywire::guywire) or used from headers alone
/// (target guywire::header_only, which defines GUYWIRE_HEADER_ONLY). The code is the same.
#ifdef GUYWIRE_HEADER_ONLY
#define GUYWIRE_INLINE inline
#else
#define GUYWIRE_INLINE
#endif
