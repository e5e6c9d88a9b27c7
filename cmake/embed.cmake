# Writes text files into one C++ source, so that the library needs no files at run time.
#   cmake -DROOT=data -DFILES=models/a.json,schema/b.json -DOUT=embedded.cpp
#     -DHEADER=io/embedded.hpp -DNAMESPACE=guywire::embedded -P embed.cmake
# HEADER declares files() in NAMESPACE. DROP=claim,validation leaves out the entries of a phrase file
# whose names begin so ("claim.a = ...", with the lines that go on), for a program that never says them.
# Every line becomes its own raw string literal (compilers limit the length of one); neighbours are joined by the compiler.
string(REPLACE "," ";" files "${FILES}")
string(REPLACE "," ";" dropped "${DROP}")
set(texts "")
set(entries "")
set(index 0)
foreach(file IN LISTS files)
  file(READ "${ROOT}/${file}" text)
  foreach(name IN LISTS dropped)
    string(REGEX REPLACE "\n${name}\\.[^\n]*(\n[ \t][^\n]*)*" "" text "${text}")
  endforeach()
  string(REPLACE "\n" "\n)~~~\"\nR\"~~~(" text "${text}")
  string(APPEND texts "constexpr std::string_view text_${index} =\nR\"~~~(${text})~~~\";\n\n")
  string(APPEND entries "    {\"${file}\", text_${index}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE "${OUT}" "// Written by cmake/embed.cmake; do not edit.
#include \"${HEADER}\"

#include <array>

namespace ${NAMESPACE} {
namespace {
${texts}constexpr std::array<guywire::embedded::File, ${index}> all{{
${entries}}};
}  // namespace

std::span<const guywire::embedded::File> files() { return all; }

}  // namespace ${NAMESPACE}
")
