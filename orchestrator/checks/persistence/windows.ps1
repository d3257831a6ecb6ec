# persistence: the command lines of what starts by itself.
$persistenceMade = "made`thttp://$canaryName/ [$canaryAddress]:9"
$persistenceKeys = @('Run', 'RunOnce', 'RunServices', 'Policies\Explorer\Run')

function Get-PersistenceRows($hive, $under) {
    foreach ($root in @('Software\Microsoft\Windows\CurrentVersion', 'Software\Wow6432Node\Microsoft\Windows\CurrentVersion')) {
        foreach ($name in $persistenceKeys) {
            $opened = $hive.OpenSubKey("$under$root\$name")
            if ($opened) { foreach ($value in $opened.GetValueNames()) { (("$under$root\$name\$value", [string]$opened.GetValue($value)) -replace $frameControl, ' ') -join "`t" } }
        }
    }
    $opened = $hive.OpenSubKey("${under}Software\Microsoft\Windows NT\CurrentVersion\Winlogon")
    foreach ($value in @('Shell', 'Userinit')) { if ($opened -and $opened.GetValue($value)) { "${under}Winlogon\$value`t" + ([string]$opened.GetValue($value) -replace $frameControl, ' ') } }
}

try {
    Write-FrameRows 'persistence' 'machine' 'Run keys' (@($persistenceMade) + @(Get-PersistenceRows ([Microsoft.Win32.Registry]::LocalMachine) ''))
} catch { Write-FrameFailure 'persistence' 'machine' $_ }
Write-FrameUsers 'persistence' 'HKEY_USERS' $persistenceMade 'Get-PersistenceRows'
$persistenceCame = Read-FrameEach { Read-FrameWmi 'root\cimv2' 'select Name, PathName from Win32_Service' } { (('service ' + $_.Name), ($_.PathName -replace $frameControl, ' ')) -join "`t" }
Write-FrameCame 'persistence' 'services' 'Win32_Service' $persistenceMade $persistenceCame
$persistenceCame = Read-FrameEach { Read-FrameWmi 'root\Microsoft\Windows\TaskScheduler' 'select * from MSFT_ScheduledTask' } {
    foreach ($action in @($_.Actions)) {
        if ($action) { (('task ' + $_.TaskPath + $_.TaskName), ([string]$action.Execute + ' ' + [string]$action.Arguments) -replace $frameControl, ' ') -join "`t" }
    }
}
Write-FrameCame 'persistence' 'tasks' 'MSFT_ScheduledTask' $persistenceMade $persistenceCame
if ($persistenceCame.Fault) {
    try {
        $persistenceLines = @(Read-FrameProgram 'schtasks.exe' @('/query', '/xml'))
        # Every Windows has tasks: none printed means that none was read.
        if (-not ($persistenceLines -match '<Task\b')) { throw 'schtasks printed no task' }
        $persistenceRows = @($persistenceMade)
        $persistenceRows += foreach ($line in @($persistenceLines -match '<(Command|Arguments)>')) { "task`t" + ($line -replace $frameControl, ' ') }
        Write-FrameRows 'persistence' 'schtasks' 'schtasks' $persistenceRows
    } catch { Write-FrameFailure 'persistence' 'schtasks' $_ }
}
$persistenceCame = Read-FrameEach {
    Read-FrameWmi 'root\subscription' 'select * from CommandLineEventConsumer' | ForEach-Object { (('consumer ' + $_.Name), ([string]$_.CommandLineTemplate + ' ' + [string]$_.ExecutablePath) -replace $frameControl, ' ') -join "`t" }
    Read-FrameWmi 'root\subscription' 'select * from ActiveScriptEventConsumer' | ForEach-Object { (('consumer ' + $_.Name), ([string]$_.ScriptText + ' ' + [string]$_.ScriptFileName) -replace $frameControl, ' ') -join "`t" }
} { $_ }
Write-FrameCame 'persistence' 'subscriptions' 'root\subscription' $persistenceMade $persistenceCame
