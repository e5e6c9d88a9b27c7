# Installs each target as a component with its own export file; guywire-config.cmake reads those
# that are asked for.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/guywire)

function(guywire_install component)  # guywire_install(io TARGETS guywire_io HEADERS io)
  cmake_parse_arguments(PARSE_ARGV 1 the "" "" "TARGETS;HEADERS")
  install(TARGETS ${the_TARGETS} EXPORT guywire-${component}
    RUNTIME COMPONENT ${component} LIBRARY COMPONENT ${component} ARCHIVE COMPONENT ${component} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT guywire-${component} NAMESPACE guywire:: DESTINATION ${package_dir} COMPONENT ${component} FILE guywire-${component}-targets.cmake)
  foreach(folder IN LISTS the_HEADERS)
    install(DIRECTORY include/guywire/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/guywire COMPONENT ${component} OPTIONAL)
  endforeach()
endfunction()

guywire_install(core TARGETS guywire)
install(DIRECTORY include/guywire DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT core PATTERN io EXCLUDE PATTERN report EXCLUDE PATTERN calibrate EXCLUDE)
guywire_install(header_only TARGETS guywire_header_only)
if(TARGET guywire_io)
  guywire_install(io TARGETS guywire_io HEADERS io)
  # the library carries the models: their attribution and licences go with it
  install(FILES data/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/data COMPONENT io)
  install(DIRECTORY data/licences DESTINATION ${CMAKE_INSTALL_DOCDIR}/data COMPONENT io)
endif()
if(TARGET guywire_report)
  guywire_install(report TARGETS guywire_report HEADERS report)
endif()
if(TARGET guywire_calibrate)
  guywire_install(calibrate TARGETS guywire_calibrate HEADERS calibrate)
endif()
if(TARGET guywire_cli)
  guywire_install(cli TARGETS guywire_cli)
endif()

configure_package_config_file(cmake/guywire-config.cmake.in guywire-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(guywire-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/guywire-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/guywire-config-version.cmake
  DESTINATION ${package_dir} COMPONENT core)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT core)
