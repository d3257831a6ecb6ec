# campaign_tool: traces of known scanners; where to look is `profiles.json` in PowerShell's words.
$campaignToolFiles = @(
    @('kvrt', '%SystemDrive%\KVRT*_Data\Reports\*'),
    @('adwcleaner', '%SystemDrive%\AdwCleaner\Logs\AdwCleaner*.txt'),
    @('malwarebytes', '%ProgramData%\Malwarebytes\MBAMService\ScanResults\*.json'),
    @('hitmanpro', '%ProgramData%\HitmanPro\Logs\*'),
    @('emsisoft', '%SystemDrive%\EEK\Reports\*.txt'),
    @('eset_online', '%SystemDrive%\Users\*\AppData\Local\ESET\ESETOnlineScanner\*.exe'),
    @('vncert_ir', '%SystemDrive%\Users\*\Downloads\incident-response*.exe')
)
$campaignToolValues = @(
    ,@('msrt', 'SOFTWARE\Microsoft\RemovalTools\MRT', 'Version')
)
try {
    $campaignToolRows = @("made`t$canaryName`t`t")
    $campaignToolFar = ''
    foreach ($file in $campaignToolFiles) {
        # What a variable stands for is the registry's: it may be a share.
        if (-not (Test-FrameLocal ([Environment]::ExpandEnvironmentVariables($file[1])))) { $campaignToolFar = [Environment]::ExpandEnvironmentVariables($file[1]); continue }
        # Without rights a folder looks as if it were not there: the status below says so.
        $campaignToolFound = @(Get-ChildItem -Path ([Environment]::ExpandEnvironmentVariables($file[1])) -Force -ErrorAction SilentlyContinue | Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 5)
        foreach ($row in $campaignToolFound) { if ($row) { $campaignToolRows += ($file[0], $file[1], ($row.Name -replace $frameControl, '?'), (Get-FrameTime $row.LastWriteTimeUtc)) -join "`t" } }
    }
    $campaignToolStatus = 'denied'
    if ($frameElevated) { $campaignToolStatus = 'ok' }
    if ($campaignToolFar) { $campaignToolStatus = 'remote' }
    Write-FrameRows 'campaign_tool' 'files' 'files of known tools' $campaignToolRows $campaignToolStatus $campaignToolFar
} catch { Write-FrameFailure 'campaign_tool' 'files' $_ }
try {
    $campaignToolRows = @("made`t$canaryName`t")
    foreach ($value in $campaignToolValues) {
        $campaignToolSaid = [string](Get-FrameValue $value[1] $value[2]) -replace $frameControl, '?'
        if ($campaignToolSaid) { $campaignToolRows += ($value[0], ($value[1] + '!' + $value[2]), $campaignToolSaid) -join "`t" }
    }
    Write-FrameRows 'campaign_tool' 'registry' 'registry' $campaignToolRows
} catch { Write-FrameFailure 'campaign_tool' 'registry' $_ }
# MSRT's log: lines that end in a time or a code in hexadecimal, whatever the words before them.
try {
    $campaignToolPath = [Environment]::ExpandEnvironmentVariables('%SystemRoot%\debug\mrt.log')
    if (-not (Test-FrameLocal $campaignToolPath)) {
        Write-FrameShut 'campaign_tool' 'msrt' 'remote' $campaignToolPath
    } elseif (-not (Test-Path -LiteralPath $campaignToolPath)) {
        Write-FrameShut 'campaign_tool' 'msrt' 'absent' "no $campaignToolPath"
    } else {
        $campaignToolRead = Read-FrameFile $campaignToolPath 4194304
        $campaignToolLines = @([Text.Encoding]::ASCII.GetString($campaignToolRead.Bytes, 0, $campaignToolRead.Count) -replace "`0", '' -split "\r?\n")
        $campaignToolRows = @(('offset ' + [int][TimeZone]::CurrentTimeZone.GetUtcOffset([DateTime]::Now).TotalMinutes + "`n$canaryName (0x0)"))
        $campaignToolRows += $campaignToolLines -match '\d\d:\d\d:\d\d \d{4}\s*$|\(0x[0-9A-Fa-f]+\)\s*$' | Select-Object -Last 60
        Write-FrameRows 'campaign_tool' 'msrt' $campaignToolPath $campaignToolRows
    }
} catch { Write-FrameFailure 'campaign_tool' 'msrt' $_ }
$campaignToolThere = $false
$campaignToolFault = $null
# Before Windows 8 there is nothing to ask; after it, a question that fails tells of nothing absent.
try { $campaignToolThere = [bool]@(Read-FrameWmi 'root\Microsoft\Windows' "select Name from __NAMESPACE where Name = 'Defender'") } catch { if ($frameBuild -ge 9200) { $campaignToolFault = $_ } }
if ($campaignToolFault) {
    Write-FrameFailure 'campaign_tool' 'defender' $campaignToolFault
} elseif (-not $campaignToolThere) {
    # Every PC has Defender's classes since Windows 8.1, not every server.
    $campaignToolLack = 'missing'
    if ($frameBuild -and $frameBuild -lt 9600) { $campaignToolLack = 'absent' }
    try { if ([string](Get-FrameValue 'SYSTEM\CurrentControlSet\Control\ProductOptions' 'ProductType') -match '^(ServerNT|LanmanNT)$') { $campaignToolLack = 'absent' } } catch { }
    Write-FrameShut 'campaign_tool' 'defender' $campaignToolLack 'no root\Microsoft\Windows\Defender'
} else {
    $campaignToolCame = Read-FrameEach { Read-FrameWmi 'root\Microsoft\Windows\Defender' 'select QuickScanEndTime, FullScanEndTime from MSFT_MpComputerStatus' } {
        foreach ($name in @('QuickScanEndTime', 'FullScanEndTime')) { if ($_.$name) { "$name`t" + (Get-FrameTime $_.$name) } }
    }
    Write-FrameCame 'campaign_tool' 'defender' 'MSFT_MpComputerStatus' "$canaryName`t" $campaignToolCame
}
