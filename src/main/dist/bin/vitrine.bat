@echo off
rem Vitrine's launcher: finds a Java 25 or newer, then runs the application on it.
setlocal enabledelayedexpansion
set "java_home_found="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
if not defined java_home_found for /f "delims=" %%j in ('where java 2^>nul') do if not defined java_home_found call :consider "%%~dpj.."
if not defined java_home_found for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\.sdkman\candidates\java\*") do if not defined java_home_found call :consider "%%~d"
if not defined java_home_found (
    echo Vitrine needs Java 25 or newer and found none: install a JDK 25, for example Temurin from https://adoptium.net, or set JAVA_HOME to one. 1>&2
    exit /b 2
)
"%java_home_found%\bin\java.exe" "@%~dp0..\lib\vitrine.options" %VITRINE_OPTS% -Dvitrine.home="%~dp0.." --module-path "%~dp0..\lib" --module dev.vitrine %*
exit /b %errorlevel%

:consider
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b JAVA_VERSION= "%~1\release"') do (
    set "major=%%~v"
    set "major=!major:"=!"
    if !major! geq 25 set "java_home_found=%~1"
)
exit /b 0
