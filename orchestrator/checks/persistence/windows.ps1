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
# Jobs of BITS, which fetch by themselves and run a command at the end: time, job, owner, from, to,
# command. They are asked for only while the service runs: to ask wakes it, and then it goes on with
# them. Else its log tells what it was given.
$persistenceMade = "`tmade`t`thttp://$canaryName/`t`t[$canaryAddress]:9"
$persistenceBits = $false
try { $persistenceBits = [string](Get-Service -Name BITS).Status -eq 'Running' } catch { }
$persistenceCame = @{ Fault = 'no job was asked for' }
if ($persistenceBits) {
    $persistenceCame = Read-FrameEach {
        (Read-FrameApart '$ErrorActionPreference = "Stop"; try { Import-Module BitsTransfer } catch { }; Get-BitsTransfer -AllUsers' 'Get-BitsTransfer' '').Lines
    } {
        $persistenceJob = $_
        foreach ($file in @($_.FileList)) { ('', $persistenceJob.DisplayName, $persistenceJob.OwnerAccount, $file.RemoteName, $file.LocalName, [string]::Join(' ', [string[]]@($persistenceJob.NotifyCmdLine)) -replace $frameControl, ' ') -join "`t" }
    }
}
if (-not $persistenceCame.Fault) {
    Write-FrameCame 'persistence' 'transfers' 'Get-BitsTransfer' $persistenceMade $persistenceCame
} else { try {
    $persistenceLog = 'Microsoft-Windows-Bits-Client/Operational'
    $null = [Reflection.Assembly]::LoadWithPartialName('System.Core')
    $persistenceConfiguration = New-Object System.Diagnostics.Eventing.Reader.EventLogConfiguration($persistenceLog)
    if (-not $persistenceConfiguration.IsEnabled) {
        Write-FrameShut 'persistence' 'transfers' 'off' "the log $persistenceLog is switched off"
    } else {
        $persistenceQuery = New-Object System.Diagnostics.Eventing.Reader.EventLogQuery($persistenceLog, [System.Diagnostics.Eventing.Reader.PathType]::LogName, '*[System[EventID=6 or EventID=59 or EventID=60 or EventID=61 or EventID=16403]]')
        $persistenceQuery.ReverseDirection = $true
        $persistenceReader = New-Object System.Diagnostics.Eventing.Reader.EventLogReader($persistenceQuery)
        $persistenceEnd = [DateTime]::UtcNow.AddSeconds([Math]::Min(5, (Get-FrameShare)))
        $persistenceTold = @{}
        $persistenceCame = Read-FrameEach { while ($persistenceTold.Count -lt 1000 -and [DateTime]::UtcNow -lt $persistenceEnd) {
            $persistenceEvent = $persistenceReader.ReadEvent([TimeSpan]::FromSeconds((Get-FrameShare)))
            if (-not $persistenceEvent) { break }
            $persistenceFields = @{}
            $persistenceAll = ''
            foreach ($field in ([xml]$persistenceEvent.ToXml()).GetElementsByTagName('Data')) { $persistenceFields[$field.GetAttribute('Name')] = $field.InnerText; $persistenceAll += $field.InnerText + ' ' }
            # The command of a job is all that its event says; of a file, where it comes from.
            if ($persistenceEvent.Id -ne 6) { $persistenceAll = '' }
            $persistenceRow = (($persistenceFields['name'] + $persistenceFields['jobTitle']), $persistenceFields['jobOwner'], ($persistenceFields['url'] + $persistenceFields['RemoteName']), $persistenceFields['LocalName'], $persistenceAll.Trim() -replace $frameControl, ' ') -join "`t"
            if (-not $persistenceTold[$persistenceRow]) {
                $persistenceTold[$persistenceRow] = $true
                ([DateTime]$persistenceEvent.TimeCreated).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture) + "`t" + $persistenceRow
            }
        } } { $_ }
        Write-FrameCame 'persistence' 'transfers' $persistenceLog $persistenceMade $persistenceCame
    }
} catch { Write-FrameFailure 'persistence' 'transfers' $_ } }
