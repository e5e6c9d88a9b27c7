#pragma once
/// Where this build finds the project's files and the command. main.cpp alone holds the paths: no
/// other test's object depends on the folder it was compiled in, so ccache serves every clone.
#include <string>

std::string source_folder();  ///< the project's root
std::string command_file();   ///< the built command `guywire`
